//! What does a JSON text hold? Only what our own benchmarks and criterion write is read; a parser of a hundred lines costs less than a dependency.

/// A value of a JSON text.
#[derive(Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    pub(crate) fn parse(text: &str) -> Result<Json, String> {
        let mut reader = Reader { text, at: 0 };
        let value = reader.value()?;
        match reader.peek() {
            None => Ok(value),
            Some(c) => Err(reader.refuse(&format!("the end, not {c:?}"))),
        }
    }

    /// The member of an object.
    pub(crate) fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Json::Number(n) => Some(*n),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn list(&self) -> &[Json] {
        match self {
            Json::List(items) => items,
            _ => &[],
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn refuse(&self, expected: &str) -> String {
        format!("byte {}: expected {expected}", self.at)
    }

    /// The next character that is no space.
    fn peek(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        self.at = self.text.len() - rest.trim_start().len();
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, word: &str) -> Result<(), String> {
        self.peek();
        if !self.text[self.at..].starts_with(word) {
            return Err(self.refuse(&format!("{word:?}")));
        }
        self.at += word.len();
        Ok(())
    }

    fn value(&mut self) -> Result<Json, String> {
        match self.peek() {
            Some('{') => {
                let member = |reader: &mut Self| {
                    let key = reader.string()?;
                    reader.take(":")?;
                    Ok((key, reader.value()?))
                };
                self.sequence("{", "}", member).map(Json::Object)
            }
            Some('[') => self.sequence("[", "]", Self::value).map(Json::List),
            Some('"') => self.string().map(Json::Text),
            Some('n') => self.take("null").map(|()| Json::Null),
            Some('t') => self.take("true").map(|()| Json::Bool(true)),
            Some('f') => self.take("false").map(|()| Json::Bool(false)),
            _ => {
                let rest = &self.text[self.at..];
                let number = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
                let len = rest.find(|c| !number(c)).unwrap_or(rest.len());
                let parsed = rest[..len].parse().map(Json::Number);
                let value = parsed.map_err(|_| self.refuse("a value"))?;
                self.at += len;
                Ok(value)
            }
        }
    }

    fn sequence<T>(
        &mut self,
        open: &str,
        close: &str,
        one: impl Fn(&mut Self) -> Result<T, String>,
    ) -> Result<Vec<T>, String> {
        self.take(open)?;
        let mut items = Vec::new();
        if self.take(close).is_ok() {
            return Ok(items);
        }
        loop {
            items.push(one(self)?);
            if self.take(close).is_ok() {
                return Ok(items);
            }
            self.take(",")?;
        }
    }

    fn string(&mut self) -> Result<String, String> {
        self.take("\"")?;
        let mut out = String::new();
        let mut chars = self.text[self.at..].char_indices();
        while let Some((k, c)) = chars.next() {
            match c {
                '"' => {
                    self.at += k + 1;
                    return Ok(out);
                }
                '\\' => match chars.next().map(|(_, c)| c) {
                    Some('n') => out.push('\n'),
                    Some('t') => out.push('\t'),
                    Some(c @ ('"' | '\\' | '/')) => out.push(c),
                    _ => return Err(self.refuse("no escape but \\n \\t \\\" \\\\ \\/")),
                },
                c => out.push(c),
            }
        }
        Err(self.refuse("the end of a text"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_all_kinds() {
        let json = Json::parse(r#" {"a": [1, -2.5e-3, null], "b\"": {"c": true}, "d": []} "#);
        let json = json.unwrap();
        let numbers: Vec<_> = json
            .get("a")
            .unwrap()
            .list()
            .iter()
            .map(Json::number)
            .collect();
        assert_eq!(numbers, [Some(1.0), Some(-0.0025), None]);
        assert_eq!(json.get("b\"").unwrap().get("c"), Some(&Json::Bool(true)));
        assert_eq!(json.get("d"), Some(&Json::List(Vec::new())));
    }

    #[test]
    fn what_is_no_json_is_refused_with_its_place() {
        assert_eq!(Json::parse("[1 2]").unwrap_err(), "byte 3: expected \",\"");
        assert_eq!(
            Json::parse("1 x").unwrap_err(),
            "byte 2: expected the end, not 'x'"
        );
        assert_eq!(Json::parse("[").unwrap_err(), "byte 1: expected a value");
        assert_eq!(
            Json::parse("\"ab").unwrap_err(),
            "byte 1: expected the end of a text"
        );
    }
}
