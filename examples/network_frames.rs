//! C structs out of network frames, kept after the socket's buffer is gone: feature `bytes`.
//!
//! Each frame becomes a `Buffer` over the bytes as they were received, is compared with the struct once, and is read where it lies.

mod usage;

use std::error::Error;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use memoryview::bytes::{Bytes, BytesMut};
use memoryview::{Buffer, Element, Spec};

/// As the station's C header has it: `struct __attribute__((packed)) reading { uint16_t sensor; double at; float value; };`
#[derive(Clone, Copy, Debug, Element)]
#[repr(C, packed)]
struct Reading {
    sensor: u16,
    at: f64,
    value: f32,
}

/// What the protocol says: the struct has to agree with it, field by field.
const WIRE: &str = "T{<H:sensor:d:at:f:value:}";

fn main() -> Result<(), Box<dyn Error>> {
    usage::words("", |n| n == 0);
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let station = thread::spawn(move || send(TcpStream::connect(address)?));
    let (mut socket, _) = listener.accept()?;
    let frames = receive(&mut socket)?;
    drop(socket);
    station.join().map_err(|_| "the station failed")??;
    println!("{} frames outlive the socket and its buffer", frames.len());
    for frame in &frames {
        let readings = frame.view()?.typed::<Reading>()?;
        let Reading { sensor, at, .. } = readings.get([0])?;
        let values = frame.field("value")?;
        println!("sensor {sensor} from {at} s: {values}, {values:?}");
    }
    // Back to the network, the very bytes: the first frame from its second reading on.
    let again = Bytes::try_from(frames[0].slice(1..)?)?;
    let moved = again.as_ptr() != frames[0].slice(1..)?.as_ptr();
    println!("{} bytes to pass on, moved: {moved}", again.len());
    Ok(())
}

/// Each frame: its length in bytes in two bytes, little-endian, then its readings.
fn receive(socket: &mut TcpStream) -> Result<Vec<Buffer>, Box<dyn Error>> {
    let mut frames = Vec::new();
    let mut received = BytesMut::new();
    let mut chunk = [0; 48];
    loop {
        // Frames end where they end, not where the network's packets do.
        while let Some(head) = received.first_chunk::<2>() {
            let end = 2 + usize::from(u16::from_le_bytes(*head));
            if received.len() < end {
                break;
            }
            let frame = received.split_to(end).freeze().slice(2..);
            frames.push(Buffer::from_owner(frame, &Spec::new(WIRE)?)?);
        }
        match socket.read(&mut chunk)? {
            0 => return Ok(frames),
            n => received.extend_from_slice(&chunk[..n]),
        }
    }
}

fn send(mut socket: TcpStream) -> std::io::Result<()> {
    for (sensor, count) in [(7_u16, 3_u16), (8, 1), (9, 4)] {
        socket.write_all(&(count * 14).to_le_bytes())?;
        for k in 0..count {
            let (at, value) = (f64::from(k) / 8.0, 20.5 + f32::from(k * count));
            socket.write_all(&sensor.to_le_bytes())?;
            socket.write_all(&at.to_le_bytes())?;
            socket.write_all(&value.to_le_bytes())?;
        }
    }
    Ok(())
}
