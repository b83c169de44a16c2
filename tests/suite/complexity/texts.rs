//! How much memory does a byte of text cost, whatever the text is?
//!
//! At most 16 bytes, all parsers, everything that is alive at once; and 4 KiB that every text may cost. What defeats a table of what is
//! frequent or equal is tried on purpose: mixtures, all items in random order, nothing twice.

use memoryview::format::Abi;
use memoryview::{Format, Key, Spec};

use crate::allocations::peak;
use crate::effort::{Random, amount, by_chance};

const TIMES: usize = 16;

const ANY_TEXT: usize = 4096;

/// The bytes a byte of the costliest parser.
fn cost(text: &str) -> f64 {
    let parsers: [(&str, &dyn Fn() -> usize); 7] = [
        ("parse", &|| peak(|| Format::parse(text))),
        ("parse_struct", &|| peak(|| Format::parse_struct(text))),
        // No reading has this size, so that all are tried.
        ("parse_sized", &|| {
            peak(|| Format::parse_sized(text, 1 << 30, &Abi::NATIVE))
        }),
        ("from_descr", &|| peak(|| Format::from_descr(text))),
        ("from_typestr", &|| peak(|| Format::from_typestr(text))),
        ("Spec", &|| peak(|| text.parse::<Spec>())),
        ("Key", &|| peak(|| text.parse::<Key>())),
    ];
    let mut most = 0;
    for (parser, peak) in parsers {
        let bytes = peak();
        let shown: String = text.chars().take(60).collect();
        let length = text.len();
        assert!(
            bytes <= TIMES * length + ANY_TEXT,
            "{parser} takes {bytes} bytes for {length}: {shown}..."
        );
        most = most.max(bytes);
    }
    most.saturating_sub(ANY_TEXT) as f64 / text.len() as f64
}

fn numbered(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect()
}

/// Names of three letters, none of them twice.
fn name(k: usize) -> String {
    let letter = |k: usize| char::from(b'a' + u8::try_from(k % 26).unwrap());
    [k / 676, k / 26, k].map(letter).iter().collect()
}

#[test]
fn no_text_takes_more_than_16_bytes_a_byte() {
    let mut texts = vec![
        numbered(2000, |k| format!("<i:field_{k}:")),
        numbered(17_000, |k| format!("i:{}:", name(k))),
        format!("T{{{}}}", numbered(9000, |k| format!("=d:x{k}:"))),
        numbered(9000, |k| format!("(1,2)i:x{k}:")),
        numbered(500, |k| {
            format!("T{{(2,3)<f:velocity_{k}:>q:when_{k}:}}:r{k}:")
        }),
        format!("X{{{}}}", "{}".repeat(50_000)),
        format!("i:{}:", "a".repeat(100_000)),
        format!("i:{0}:i:{0}:", "a".repeat(50_000)),
        format!("({}1)i", "1,".repeat(50_000)),
        format!("i({}1)T{{}}", "1,".repeat(50_000)),
        format!("({}1)x", "1,".repeat(50_000)),
        "i".repeat(65_537),
        "i".repeat(50_000) + &"2i".repeat(50_000),
        "i".repeat(50_000) + "!",
        "4294967296x".to_owned() + &"i".repeat(50_000),
        "T{".repeat(64) + &"i".repeat(5000) + &"}".repeat(64),
        "&".repeat(64) + "i",
        format!("T{{{}}}", "bh".repeat(20_000)),
        // No count twice, so that no two items are equal.
        numbered(10_000, |k| format!("{k}i")),
        numbered(10_000, |k| format!("{k}s")),
        numbered(5000, |k| format!("(2){k}s")),
        numbered(5000, |k| format!("T{{{k}h}}")),
        numbered(5000, |k| format!("&{k}h")),
        numbered(5000, |k| format!("X{{{k}}}")),
        numbered(5000, |k| format!("m8[{}s]", k + 1)),
        numbered(2000, |k| format!("{}s", 1_u64 << 48 | k as u64)),
        // The parts of records may have the same names.
        "T{i:a:}".repeat(10_000),
        numbered(9000, |k| format!("T{{i:{}:}}", name(k))),
        // NumPy's lists, and specifications.
        format!("[{}]", numbered(9000, |k| format!("('{}','i1'),", name(k)))),
        format!(
            "[{}]",
            numbered(9000, |k| format!("('{}','i1',1),", name(k)))
        ),
        format!("[{}]", "('','i1'),".repeat(9000)),
        format!("[{}]", "('',[]),".repeat(9000)),
        format!("[{}]", "('',[],2),".repeat(9000)),
        format!("[{}]", "('',[('','S1')]),".repeat(2000)),
        format!(
            "[{}]",
            numbered(9000, |k| format!("('{}',[('a','S1')]),", name(k)))
        ),
        format!("[('a','i1',({}))]", "1,".repeat(20_000)),
        format!("({}'i1'{})", "(".repeat(60), ",(1,))".repeat(60)),
        format!("[('{}','i1')]", "a".repeat(50_000)),
        format!("[('{}','i1')]", r"\x41".repeat(20_000)),
        format!("B; shape={}", "1,".repeat(20_000)),
        format!("B; strides={}", "1,".repeat(20_000)),
        "1:2, ".repeat(10_000),
        ":,".repeat(129),
        ":,".repeat(10_000),
        "0,".repeat(10_000),
        "...".repeat(10_000),
        "None,".repeat(10_000),
    ];
    let alone = [
        "i",
        "2i",
        "0i",
        "x",
        "<i>i",
        "&i",
        "&&b",
        "T{}",
        "X{}",
        "T{b}T{h}",
        "T{b:a:}",
        "(1,2)i",
        "(1)i",
        "bh",
        "bhb",
        "2b3h4i",
        "i::",
        "x::",
        "1000000000x",
        "2T{}",
        "2&i",
        "2X{}",
        "2M8",
        "M8[s]",
        "2M8[s]",
        "(1,1)T{}",
        "2T{i}",
        "&T{}",
        "T{&i}",
        "T{T{}}",
        "T{x}",
        "T{2i}",
        "i ",
        "Zf",
        "3s",
        "3p",
        "3w",
        "300w",
        "(2)300w",
        "=l<l",
        "T{<i:a:2x}",
        "(",
        "1",
        ":",
        "T{",
        "[",
        "('",
        "('a','",
        "[(",
        "[('a',",
        "{",
        "}",
        "'",
        ",",
        ";",
        "B;",
        " ",
        "&",
        "X{",
        "1,",
        ":,",
    ];
    texts.extend(alone.map(|item| item.repeat(12_000 / item.len())));
    for fields in (1..20).chain([33, 255, 257, 300, 513]) {
        let record = format!("T{{{}}}", "B".repeat(fields));
        texts.push(record.repeat(20_000 / fields));
        let names = format!("T{{{}}}", numbered(fields, |k| format!("B:{}:", name(k))));
        texts.push(names.repeat(20_000 / names.len() + 1));
    }
    for text in texts {
        cost(&text);
    }
}

/// All codes, and all of them with one digit or one prefix.
fn short_items() -> Vec<String> {
    let codes = "xcbB?hHiIlLqQnNfdespPFDgwuOz";
    let one = codes.chars().map(String::from);
    let two = |first: &'static str| {
        let pairs = first
            .chars()
            .flat_map(move |a| codes.chars().map(move |b| (a, b)));
        pairs.map(|(a, b)| format!("{a}{b}"))
    };
    one.chain(two("023456789<>=@^&")).collect()
}

#[test]
fn no_mixture_of_short_items_takes_more() {
    let items = short_items();
    by_chance("mixtures", amount(10, 20, 1000), |random, cases| {
        for _ in 0..cases {
            let text: String = (0..5000).map(|_| random.pick(&items)).collect();
            cost(&text);
            cost(&format!("T{{{text}}}"));
        }
    });
}

const LENGTH: usize = 10_000;

/// Writes a text of the grammar, in which only some of its rules are used.
struct Writer<'r> {
    random: &'r mut Random,
    rules: Vec<u8>,
    codes: Vec<char>,
    text: String,
}

impl Writer<'_> {
    fn item(&mut self, depth: usize) {
        let rule = self.random.pick(&self.rules);
        let inside = depth < 60 && self.text.len() < LENGTH;
        match rule {
            1 if inside => {
                self.text.push('&');
                return self.item(depth + 1);
            }
            2 | 3 if inside => {
                self.text.push_str("T{");
                for _ in 0..self.random.below(usize::from(rule) * 2) {
                    self.item(depth + 1);
                }
                self.text.push('}');
            }
            4 => self.text.push_str("X{}"),
            5 => self.text.push_str(self.random.pick(&["M8", "m8[s]"])),
            6 | 7 if inside => {
                if rule == 6 {
                    let digit = self.random.pick(&['0', '2', '9']);
                    self.text.push(digit);
                } else {
                    self.text
                        .push_str(self.random.pick(&["(1)", "(2,3)", "(1,1,1)"]));
                }
                self.rules.push(0);
                let code = self.random.pick(&self.codes);
                let inner = self.random.pick(&["T{}", "&b", "X{}", "", "", ""]);
                match inner {
                    "" => self.text.push(code),
                    inner => self.text.push_str(inner),
                }
                self.rules.pop();
            }
            8 => {
                let prefix = self.random.pick(&['<', '>', '=', '@']);
                self.text.push(prefix);
                let code = self.random.pick(&self.codes);
                self.text.push(code);
            }
            _ => {
                let code = self.random.pick(&self.codes);
                self.text.push(code);
            }
        }
        if self.random.one_in(4) && self.rules.contains(&9) {
            self.text += self.random.pick(&["::", ":a:", ":b:"]);
        }
    }
}

#[test]
fn no_text_of_the_grammar_takes_more() {
    let mut worst = (0.0, String::new());
    by_chance("texts", amount(50, 100, 10_000), |random, cases| {
        for _ in 0..cases {
            let rules = (0..10).filter(|_| random.one_in(3)).chain([0]).collect();
            let codes = "xcbBhiqdspwOgZ".chars();
            let codes = codes.filter(|_| random.one_in(4)).chain(['i']).collect();
            let mut writer = Writer {
                random,
                rules,
                codes,
                text: String::new(),
            };
            while writer.text.len() < LENGTH {
                writer.item(0);
            }
            let text = writer.text;
            let bytes = cost(&text);
            if bytes > worst.0 {
                worst = (bytes, text.chars().take(60).collect());
            }
        }
    });
    println!("at most {:.2} bytes a byte: {}...", worst.0, worst.1);
}
