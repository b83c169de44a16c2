//! What is promised but not written yet?
#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    unused_variables,
    clippy::todo
)]

use alloc::{string::String, vec::Vec};
use core::{fmt, str::FromStr};

use crate::{Abi, Error, Format, ParseError, Value};

impl Format {
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        todo!()
    }
    pub fn parse_with(text: &str, abi: &Abi) -> Result<Self, ParseError> {
        todo!()
    }
    pub fn parse_struct(text: &str) -> Result<Self, ParseError> {
        todo!()
    }
    pub fn parse_struct_with(text: &str, abi: &Abi) -> Result<Self, ParseError> {
        todo!()
    }
    /// What an exporter's text means for an item of `itemsize` bytes; an error when it does not parse
    /// or claims more.
    pub fn parse_sized(text: &str, itemsize: usize, abi: &Abi) -> Result<Self, ParseError> {
        todo!()
    }
    /// The same for a view: `Opaque` instead of an error.
    #[must_use]
    pub fn for_buffer(text: &str, itemsize: usize) -> Self {
        todo!()
    }
    pub fn select(&self, names: &[&str]) -> Result<Self, Error> {
        todo!()
    }
    pub fn decode(&self, bytes: &[u8]) -> Result<Value, Error> {
        todo!()
    }
    pub fn decode_into(&self, bytes: &[u8], value: &mut Value) -> Result<(), Error> {
        todo!()
    }
    pub fn encode(&self, value: &Value, target: &mut [u8]) -> Result<(), Error> {
        todo!()
    }
    pub fn from_typestr(text: &str) -> Result<Self, ParseError> {
        todo!()
    }
    pub fn to_typestr(&self) -> Result<String, Error> {
        todo!()
    }
    pub fn from_descr(text: &str) -> Result<Self, ParseError> {
        todo!()
    }
    pub fn from_descr_prefix(text: &str) -> Result<(Self, usize), ParseError> {
        todo!()
    }
    pub fn to_descr(&self) -> Result<String, Error> {
        todo!()
    }
    pub fn pack(&self, values: &[Value]) -> Result<Vec<u8>, Error> {
        todo!()
    }
}

impl FromStr for Format {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}
