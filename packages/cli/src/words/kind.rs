//! What messages consist of, read from their JSON schemas.

use serde_json::{Map, Value};

use super::amount::Of;
use super::habits;

/// A variant of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Verb {
    /// Its name on the wire.
    pub name: String,
    /// What it does.
    pub about: String,
    /// What it carries; a variant without braces carries nothing.
    pub content: Option<Kind>,
}

/// A field of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name on the wire.
    pub name: String,
    /// What it means.
    pub about: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may not be left out.
    pub required: bool,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A text.
    Text,
    /// An account: a key's name or an address.
    Account,
    /// A whole number.
    Number,
    /// True or false.
    Flag,
    /// A decimal.
    Decimal,
    /// Bytes.
    Binary,
    /// An amount.
    Units(Of),
    /// A moment at which something ends.
    Expiration,
    /// One word of several.
    Choice(Vec<String>),
    /// Any number of the same.
    List(Box<Kind>),
    /// A fixed number of things.
    Tuple(Vec<Kind>),
    /// Things by name, in the order in which they are written on the command line.
    Record(Vec<Field>),
    /// One of several, each with its own content.
    OneOf(Vec<Verb>),
}

impl Kind {
    /// Of a schema with its definitions.
    pub fn of_root(schema: &Value) -> Option<Self> {
        Reader { definitions: definitions(schema) }.kind(schema)
    }
}

/// The variants of a message's schema.
pub fn verbs(schema: &Value) -> Vec<Verb> {
    Reader { definitions: definitions(schema) }.variants(schema)
}

fn definitions(schema: &Value) -> &Map<String, Value> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    schema.get("definitions").and_then(Value::as_object).unwrap_or(&NONE)
}

struct Reader<'a> {
    definitions: &'a Map<String, Value>,
}

impl Reader<'_> {
    /// Nothing for a field that means nothing here.
    fn kind(&self, schema: &Value) -> Option<Kind> {
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            return self.named(name.rsplit('/').next().unwrap_or_default());
        }
        if let Some([one]) = list(schema, "allOf") {
            return self.kind(one);
        }
        if let Some(all) = list(schema, "anyOf") {
            return self.kind(all.iter().find(|one| !is_null(one))?);
        }
        if list(schema, "oneOf").is_some() || schema.get("enum").is_some() {
            return Some(self.one_of(schema));
        }
        match type_of(schema)? {
            "string" => named_special(schema).or(Some(Kind::Text)),
            "integer" => Some(Kind::Number),
            "boolean" => Some(Kind::Flag),
            "array" => Some(self.array(schema)),
            "object" => Some(Kind::Record(self.fields(schema))),
            _ => None,
        }
    }

    fn named(&self, name: &str) -> Option<Kind> {
        match name {
            "Assets" => Some(Kind::Units(Of::Assets)),
            // Of the token's own messages, which are cw20's.
            "Shares" | "Uint128" => Some(Kind::Units(Of::Shares)),
            "Decimal" => Some(Kind::Decimal),
            "Binary" => Some(Kind::Binary),
            "Expiration" => Some(Kind::Expiration),
            _ => self.kind(self.definitions.get(name)?),
        }
    }

    fn one_of(&self, schema: &Value) -> Kind {
        let variants = self.variants(schema);
        if variants.iter().all(|variant| variant.content.is_none()) {
            return Kind::Choice(variants.into_iter().map(|variant| variant.name).collect());
        }
        Kind::OneOf(variants)
    }

    fn variants(&self, schema: &Value) -> Vec<Verb> {
        let one = std::slice::from_ref(schema);
        list(schema, "oneOf").unwrap_or(one).iter().flat_map(|one| self.variant(one)).collect()
    }

    fn variant(&self, schema: &Value) -> Vec<Verb> {
        let about = about(schema);
        if let Some(words) = list(schema, "enum") {
            let words = words.iter().filter_map(Value::as_str);
            return words
                .map(|name| Verb { name: name.into(), about: about.clone(), content: None })
                .collect();
        }
        let fields = schema.get("properties").and_then(Value::as_object);
        let only = fields.and_then(|fields| fields.iter().next());
        only.map(|(name, content)| Verb {
            name: name.clone(),
            about,
            content: self.kind(content).or(Some(Kind::Record(vec![]))),
        })
        .into_iter()
        .collect()
    }

    fn array(&self, schema: &Value) -> Kind {
        match schema.get("items") {
            Some(Value::Array(items)) => {
                Kind::Tuple(items.iter().filter_map(|item| self.kind(item)).collect())
            }
            Some(item) => Kind::List(Box::new(self.kind(item).unwrap_or(Kind::Text))),
            None => Kind::List(Box::new(Kind::Text)),
        }
    }

    fn fields(&self, schema: &Value) -> Vec<Field> {
        let required = list(schema, "required").unwrap_or_default();
        let properties = schema.get("properties").and_then(Value::as_object);
        let mut fields: Vec<Field> = properties
            .into_iter()
            .flatten()
            .filter_map(|(name, field)| {
                let kind = match self.kind(field)? {
                    Kind::Text if habits::is_account(name) => Kind::Account,
                    Kind::List(item) if *item == Kind::Text && habits::is_account(name) => {
                        Kind::List(Box::new(Kind::Account))
                    }
                    kind => kind,
                };
                Some(Field {
                    name: name.clone(),
                    about: about(field),
                    kind,
                    required: required.iter().any(|one| one == name),
                })
            })
            .collect();
        fields.sort_by_key(|field| habits::place(&field.name));
        fields
    }
}

/// The root of an answer that is one value bears the value's name.
fn named_special(schema: &Value) -> Option<Kind> {
    match schema.get("title").and_then(Value::as_str)? {
        "Decimal" => Some(Kind::Decimal),
        "Assets" => Some(Kind::Units(Of::Assets)),
        "Shares" | "Uint128" => Some(Kind::Units(Of::Shares)),
        _ => None,
    }
}

fn list<'a>(schema: &'a Value, key: &str) -> Option<&'a [Value]> {
    schema.get(key).and_then(Value::as_array).map(Vec::as_slice)
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|kind| kind == "null")
}

fn type_of(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::String(name) => Some(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        _ => None,
    }
}

/// The description as one paragraph.
fn about(schema: &Value) -> String {
    let text = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
