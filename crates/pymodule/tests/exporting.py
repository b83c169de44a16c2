"""An exporter that answers with the Py_buffer that it is told, true or not."""

import ctypes

import pytest


class PyBuffer(ctypes.Structure):
    _fields_ = [
        ("buf", ctypes.c_void_p),
        ("obj", ctypes.py_object),
        ("len", ctypes.c_ssize_t),
        ("itemsize", ctypes.c_ssize_t),
        ("readonly", ctypes.c_int),
        ("ndim", ctypes.c_int),
        ("format", ctypes.c_char_p),
        ("shape", ctypes.POINTER(ctypes.c_ssize_t)),
        ("strides", ctypes.POINTER(ctypes.c_ssize_t)),
        ("suboffsets", ctypes.POINTER(ctypes.c_ssize_t)),
        ("internal", ctypes.c_void_p),
    ]


def numbers(*values):
    return (ctypes.c_ssize_t * len(values))(*values)


@pytest.fixture
def liar():
    """A class whose instances answer with the Py_buffer that they are told, by a getbuffer written over that of a class."""
    proto = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.py_object, ctypes.POINTER(PyBuffer), ctypes.c_int)

    class Liar(bytearray):
        pass

    answers = {}

    def getbuffer(self, view, flags):
        memory = ctypes.create_string_buffer(64)
        answers["memory"] = memory
        out = view.contents
        out.buf, out.len, out.itemsize, out.readonly, out.ndim = ctypes.addressof(memory), 64, 1, 0, 1
        out.format, out.shape, out.strides, out.suboffsets = b"B", numbers(64), None, None
        for name, value in answers["lies"].items():
            setattr(out, name, value)
        answers["kept"] = [out.shape, out.strides, out.suboffsets]
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self))
        ctypes.c_void_p.from_address(ctypes.addressof(out) + PyBuffer.obj.offset).value = id(self)
        return 0

    slot = proto(getbuffer)
    # tp_as_buffer of a heap type: two pointers, of which the first is bf_getbuffer.
    pointer = ctypes.sizeof(ctypes.c_void_p)
    offset = object.__basicsize__ + pointer  # ob_refcnt, ob_type, ob_size
    members = ["name", "basicsize", "itemsize", "dealloc", "vectorcall", "getattr", "setattr", "async", "repr", "number",
               "sequence", "mapping", "hash", "call", "str", "getattro", "setattro", "buffer"]
    procs = ctypes.c_void_p.from_address(id(Liar) + offset + pointer * members.index("buffer")).value
    ctypes.c_void_p.from_address(procs).value = ctypes.cast(slot, ctypes.c_void_p).value
    ctypes.c_void_p.from_address(procs + pointer).value = None

    def tell(**lies):
        answers["lies"] = lies
        return Liar()

    tell.keep = (slot, Liar)
    return tell
