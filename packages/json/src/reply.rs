//! The chain's answers to messages.

use cosmwasm_std::{Attribute, Event, MsgResponse, Reply, SubMsgResponse, SubMsgResult};

use crate::{Fault, Json, JsonWriter, Object, Value};

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

    fn write(&self, json: &mut JsonWriter) {
        json.begin();
        json.put("id", &self.id);
        json.put("payload", &self.payload);
        json.put("gas_used", &self.gas_used);
        json.put("result", &self.result);
        json.end();
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

    fn write(&self, json: &mut JsonWriter) {
        match self {
            Self::Ok(response) => json.put_variant("ok", response),
            Self::Err(error) => json.put_variant("error", error),
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
    fn write(&self, json: &mut JsonWriter) {
        json.begin();
        json.put("events", &self.events);
        json.put("data", &self.data);
        json.put("msg_responses", &self.msg_responses);
        json.end();
    }
}

impl Json for MsgResponse {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let fields = Object::of(value, &["type_url", "value"], false)?;
        Ok(Self { type_url: fields.take("type_url")?, value: fields.take("value")? })
    }

    fn write(&self, json: &mut JsonWriter) {
        json.begin();
        json.put("type_url", &self.type_url);
        json.put("value", &self.value);
        json.end();
    }
}

impl Json for Event {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let fields = Object::of(value, &["type", "attributes"], false)?;
        let mut event = Self::new(fields.take::<String>("type")?);
        event.attributes = fields.take("attributes")?;
        Ok(event)
    }

    fn write(&self, json: &mut JsonWriter) {
        json.begin();
        json.put("type", &self.ty);
        json.put("attributes", &self.attributes);
        json.end();
    }
}

impl Json for Attribute {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let fields = Object::of(value, &["key", "value"], false)?;
        Ok(Self { key: fields.take("key")?, value: fields.take("value")? })
    }

    fn write(&self, json: &mut JsonWriter) {
        json.begin();
        json.put("key", &self.key);
        json.put("value", &self.value);
        json.end();
    }
}
