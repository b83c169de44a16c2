//! On which lines of a Rust source does a keyword stand, outside comments and literals?
//!
//! A lexer of the few tokens that can hide a word: comments (which nest), strings with escapes, raw strings with their
//! hashes, characters (as opposed to lifetimes) and raw identifiers. Everything else is a word or a single byte. It
//! never fails: what does not end, ends with the file.

/// The lines, counted from 1, on which the keyword `keyword` stands; a line as often as the keyword stands on it.
pub(crate) fn lines_of_keyword(source: &str, keyword: &str) -> Vec<usize> {
    let mut scanner = Scanner {
        bytes: source.as_bytes(),
        at: 0,
    };
    let mut lines = Vec::new();
    while let Some(token) = scanner.next_token() {
        if let Token::Word(start) = token
            && &scanner.bytes[start..scanner.at] == keyword.as_bytes()
        {
            let before = &scanner.bytes[..start];
            lines.push(1 + before.iter().filter(|&&byte| byte == b'\n').count());
        }
    }
    lines
}

enum Token {
    /// An identifier, keyword or number that starts here and ends where the scanner stands.
    Word(usize),
    Other,
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn next_token(&mut self) -> Option<Token> {
        match self.peek(0)? {
            b'/' if self.peek(1) == Some(b'/') => self.line_comment(),
            b'/' if self.peek(1) == Some(b'*') => self.block_comment(),
            b'"' => self.string(),
            b'\'' => self.character_or_lifetime(),
            byte if is_word(byte) => return Some(self.word()),
            _ => self.at += 1,
        }
        Some(Token::Other)
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// Moves on by `count` bytes, at most to the end.
    fn skip(&mut self, count: usize) {
        self.at = self.bytes.len().min(self.at + count);
    }

    fn line_comment(&mut self) {
        while self.peek(0).is_some_and(|byte| byte != b'\n') {
            self.at += 1;
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while let Some(byte) = self.peek(0) {
            match (byte, self.peek(1)) {
                (b'/', Some(b'*')) => {
                    depth += 1;
                    self.skip(2);
                }
                (b'*', Some(b'/')) => {
                    depth -= 1;
                    self.skip(2);
                    if depth == 0 {
                        return;
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    /// From the opening quote; the prefixes `b` and `c` were read as words before.
    fn string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            self.skip(if byte == b'\\' { 2 } else { 1 });
            if byte == b'"' {
                return;
            }
        }
    }

    /// From the quote: `'x'`, `'\''`, `'\u{1F600}'` are characters; `'a` is a lifetime, whose name is read as a word.
    fn character_or_lifetime(&mut self) {
        self.at += 1;
        let Some(first) = self.peek(0) else { return };
        if first == b'\\' {
            self.skip(2);
            while self
                .peek(0)
                .is_some_and(|byte| byte != b'\'' && byte != b'\n')
            {
                self.at += 1;
            }
            self.skip(1);
            return;
        }
        let width = match first {
            0xF0.. => 4,
            0xE0.. => 3,
            0xC0.. => 2,
            _ => 1,
        };
        if self.peek(width) == Some(b'\'') {
            self.skip(width + 1);
        }
    }

    fn word(&mut self) -> Token {
        let start = self.at;
        while self.peek(0).is_some_and(is_word) {
            self.at += 1;
        }
        let word = &self.bytes[start..self.at];
        if !matches!(word, b"r" | b"br" | b"cr") {
            return Token::Word(start);
        }
        let mut hashes = 0;
        while self.peek(hashes) == Some(b'#') {
            hashes += 1;
        }
        match self.peek(hashes) {
            Some(b'"') => self.raw_string(hashes),
            Some(byte) if word == b"r" && hashes == 1 && is_word(byte) => {
                self.skip(1);
                while self.peek(0).is_some_and(is_word) {
                    self.at += 1;
                }
            }
            _ => return Token::Word(start),
        }
        Token::Other
    }

    /// From the hashes in front of the opening quote.
    fn raw_string(&mut self, hashes: usize) {
        self.skip(hashes + 1);
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            if byte == b'"' && (0..hashes).all(|ahead| self.peek(ahead) == Some(b'#')) {
                self.skip(hashes);
                return;
            }
        }
    }
}

/// Whether the byte can stand in an identifier; those of other alphabets are at least 0x80.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
