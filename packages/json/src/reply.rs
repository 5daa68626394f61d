//! The chain's answers to messages.

use cosmwasm_std::{Attribute, Event, MsgResponse, Reply, SubMsgResponse, SubMsgResult};

use crate::{Fault, Fields, Json, Object, Value};

impl Json for Reply {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let fields = Object::of(value, &["id", "payload", "gas_used", "result"], false)?;
        Ok(Self {
            id: fields.take("id")?,
            payload: fields.take_or_default("payload")?,
            gas_used: fields.take_or_default("gas_used")?,
            result: fields.take("result")?,
        })
    }

    fn to_value(&self) -> Value {
        let mut fields = Fields::default();
        fields.put("id", self.id.to_value());
        fields.put("payload", self.payload.to_value());
        fields.put("gas_used", self.gas_used.to_value());
        fields.put("result", self.result.to_value());
        fields.into()
    }
}

impl Json for SubMsgResult {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let (variant, value) = value.as_variant()?;
        match variant {
            "ok" => Json::from_value(value).map(Self::Ok),
            "error" => Json::from_value(value).map(Self::Err),
            other => Err(Fault::unknown_variant(other, &["ok", "error"])),
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Ok(response) => Value::variant("ok", response.to_value()),
            Self::Err(error) => Value::variant("error", error.to_value()),
        }
    }
}

impl Json for SubMsgResponse {
    #[expect(deprecated, reason = "chains of before wasmd 0.51 answer by `data` alone")]
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let fields = Object::of(value, &["events", "data", "msg_responses"], false)?;
        Ok(Self {
            events: fields.take("events")?,
            data: fields.take("data")?,
            msg_responses: fields.take_or_default("msg_responses")?,
        })
    }

    #[expect(deprecated, reason = "chains of before wasmd 0.51 answer by `data` alone")]
    fn to_value(&self) -> Value {
        let mut fields = Fields::default();
        fields.put("events", self.events.to_value());
        fields.put("data", self.data.to_value());
        fields.put("msg_responses", self.msg_responses.to_value());
        fields.into()
    }
}

impl Json for MsgResponse {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let fields = Object::of(value, &["type_url", "value"], false)?;
        Ok(Self { type_url: fields.take("type_url")?, value: fields.take("value")? })
    }

    fn to_value(&self) -> Value {
        let mut fields = Fields::default();
        fields.put("type_url", self.type_url.to_value());
        fields.put("value", self.value.to_value());
        fields.into()
    }
}

impl Json for Event {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let fields = Object::of(value, &["type", "attributes"], false)?;
        let mut event = Self::new(fields.take::<String>("type")?);
        event.attributes = fields.take("attributes")?;
        Ok(event)
    }

    fn to_value(&self) -> Value {
        let mut fields = Fields::default();
        fields.put("type", self.ty.to_value());
        fields.put("attributes", self.attributes.to_value());
        fields.into()
    }
}

impl Json for Attribute {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let fields = Object::of(value, &["key", "value"], false)?;
        Ok(Self { key: fields.take("key")?, value: fields.take("value")? })
    }

    fn to_value(&self) -> Value {
        let mut fields = Fields::default();
        fields.put("key", self.key.to_value());
        fields.put("value", self.value.to_value());
        fields.into()
    }
}
