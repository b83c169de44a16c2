use super::*;

fn parsed(text: &str) -> Fields {
    match parse(text, true) {
        Ok(fields) => fields,
        Err(fault) => panic!("{fault}"),
    }
}

#[test]
fn any_order_any_quotes_any_white_space() {
    for text in [
        "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }",
        "{'shape': (2, 3), 'descr': '>i2', 'fortran_order': True}\n",
        "{\"fortran_order\":True,\"shape\":(2,3,),\"descr\":\">i2\",}",
        "  { 'descr'\t:\n'>i2' ,\r'fortran_order' : True , 'shape' : ( 2 , 3 ) } \n\n",
        "{'descr': '>i2', 'fortran_order': True, 'shape': (2L, 3L), }",
    ] {
        let fields = parsed(text);
        assert_eq!(
            fields.format,
            Format::from_typestr(">i2").unwrap(),
            "{text}"
        );
        assert_eq!(
            (fields.order, &fields.shape[..]),
            (Order::F, &[2, 3][..]),
            "{text}"
        );
    }
}

#[test]
fn shapes() {
    for (text, shape) in [
        ("()", &[][..]),
        ("(0,)", &[0]),
        ("(5,)", &[5]),
        ("( 5 , )", &[5]),
        ("(1, 2, 3, 4)", &[1, 2, 3, 4]),
        (&format!("({}L, 0)", usize::MAX), &[usize::MAX, 0]),
    ] {
        let text = format!("{{'descr': 'f4', 'fortran_order': False, 'shape': {text}}}");
        assert_eq!(parsed(&text).shape, shape, "{text}");
    }
}

/// Each refusal, with its text: the problem, and what stands at the caret.
#[test]
fn refusals() {
    const GOOD: &str = "'descr': '<f4', 'fortran_order': False, 'shape': (3,)";
    let known = "unknown key: only 'descr', 'fortran_order' and 'shape' are known";
    for (text, problem, rest) in [
        ("", "expected '{', found the end", ""),
        ("[]", "expected '{', found '['", "[]"),
        ("{", "expected a key in quotes, found the end", ""),
        ("{,}", "expected a key in quotes, found ','", ",}"),
        (
            "{descr: '<f4'}",
            "expected a key in quotes, found 'd'",
            "descr: '<f4'}",
        ),
        (
            "{'descr",
            "expected the closing quote of a key, found the end",
            "",
        ),
        (
            "{'descr\"",
            "expected the closing quote of a key, found the end",
            "",
        ),
        ("{'descr' '<f4'}", "expected ':', found '\\''", "'<f4'}"),
        (
            "{'descr': }",
            "expected a type: a string or a list of fields, found '}'",
            "}",
        ),
        (
            "{'descr': f4}",
            "expected a type: a string or a list of fields, found 'f'",
            "f4}",
        ),
        (
            "{'descr': '<f3'}",
            "expected a size in bytes that this kind has, found '3'",
            "3'}",
        ),
        (
            "{'descr': '<z4'}",
            "expected a kind: one of b i u f c S U V O M m, found 'z'",
            "z4'}",
        ),
        (
            "{'descr': '<f4' 'shape'}",
            "expected ',' or '}', found '\\''",
            "'shape'}",
        ),
        (
            "{'descr': '<f4', 'descr': '<f4'}",
            "the key stands twice",
            "'descr': '<f4'}",
        ),
        (
            "{'shape': (), 'shape': ()}",
            "the key stands twice",
            "'shape': ()}",
        ),
        ("{'Descr': '<f4'}", known, "'Descr': '<f4'}"),
        ("{'': 0}", known, "'': 0}"),
        ("{'sh\\x61pe': ()}", known, "'sh\\x61pe': ()}"),
        ("{}", "the key 'descr' is missing", ""),
        ("{'descr': 'f4'}", "the key 'fortran_order' is missing", ""),
        (
            "{'descr': 'f4', 'fortran_order': True}",
            "the key 'shape' is missing",
            "",
        ),
        (
            "{'fortran_order': true}",
            "expected True or False, found 't'",
            "true}",
        ),
        (
            "{'fortran_order': 0}",
            "expected True or False, found '0'",
            "0}",
        ),
        (
            "{'fortran_order': Truely}",
            "expected ',' or '}', found 'l'",
            "ly}",
        ),
        (
            "{'shape': 3}",
            "expected a tuple of lengths, found '3'",
            "3}",
        ),
        (
            "{'shape': [3]}",
            "expected a tuple of lengths, found '['",
            "[3]}",
        ),
        ("{'shape': (3)}", "expected ',', found ')'", ")}"),
        ("{'shape': (,)}", "expected a length, found ','", ",)}"),
        ("{'shape': (3,,)}", "expected a length, found ','", ",)}"),
        ("{'shape': (3, 4}", "expected ',' or ')', found '}'", "}"),
        ("{'shape': (-1,)}", "a length is negative", "-1,)}"),
        ("{'shape': (1.5,)}", "expected ',', found '.'", ".5,)}"),
        ("{'shape': (1e3,)}", "expected ',', found 'e'", "e3,)}"),
        ("{'shape': (0x1,)}", "expected ',', found 'x'", "x1,)}"),
        ("{'shape': (1_0,)}", "expected ',', found '_'", "_0,)}"),
        (
            "{'shape': (010,)}",
            "expected a length without leading zeros, found '0'",
            "010,)}",
        ),
        ("{'shape': (3LL,)}", "expected ',', found 'L'", "L,)}"),
        (
            "{'shape': (None,)}",
            "expected a length, found 'N'",
            "None,)}",
        ),
        (
            "{'shape': (3, (4,))}",
            "expected a length, found '('",
            "(4,))}",
        ),
        (
            "{'shape': (\u{663},)}",
            "expected a length, found '\u{663}'",
            "\u{663},)}",
        ),
        (
            "{'shape': (18446744073709551616,)}",
            "expected a length that fits in memory, found '1'",
            "18446744073709551616,)}",
        ),
    ] {
        let fault = parse(text, true).err().unwrap();
        assert_eq!(fault.problem().to_string(), problem, "{text}");
        assert_eq!(&text[fault.position()..], rest, "{text}");
    }
    for (tail, problem) in [
        ("} }", "expected the end, found '}'"),
        ("}, 1", "expected the end, found ','"),
        ("}\0", "expected the end, found '\\0'"),
        ("}#", "expected the end, found '#'"),
        (", 'x': 1}", known),
        (",,}", "expected a key in quotes, found ','"),
    ] {
        let fault = parse(&format!("{{{GOOD}{tail}"), true).err().unwrap();
        assert_eq!(fault.problem().to_string(), problem, "{tail}");
    }
}

#[test]
fn bombs() {
    let most = "1,".repeat(64);
    let more = "1,".repeat(500_000);
    let header =
        |shape: &str| format!("{{'descr': 'f4', 'fortran_order': False, 'shape': ({shape})}}");
    assert_eq!(parsed(&header(&most)).shape.len(), 64);
    let fault = parse(&header(&more), true).err().unwrap();
    assert_eq!(fault.problem(), &HeaderProblem::Rank);
    assert_eq!(
        fault.to_string(),
        "bad .npy header: the shape has more than 64 axes\n  \
         ...1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,...\n                                         ^"
    );
    for open in ["[('a', ", "('f4', (", "(", "[", "[[", "{'descr': "] {
        let text = format!("{{'descr': {}", open.repeat(100_000));
        let fault = parse(&text, true).err().unwrap();
        // However long the text, what is shown of it is short.
        assert!(fault.to_string().len() < 250, "{fault}");
    }
}

#[test]
fn control_characters_do_not_move_the_caret() {
    let fault = parse("{'descr':\t\n'<f4',\u{1b}", true).err().unwrap();
    assert_eq!(
        fault.to_string(),
        "bad .npy header: expected a key in quotes, found '\\u{1b}'\n  {'descr':  '<f4',\n                   ^"
    );
}
