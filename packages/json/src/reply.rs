//! The chain's answers to messages.

use cosmwasm_std::{Attribute, Event, MsgResponse, Reply, SubMsgResponse, SubMsgResult};

use crate::{Json, JsonWriter, Object, Reading, Value};

impl Json for Reply {
    fn read(value: &Value, reading: &mut Reading) -> Self {
        let fields = Object::of(value, &["id", "payload", "gas_used", "result"], false, reading);
        Self {
            id: fields.take("id", reading),
            payload: fields.take_or_default("payload", reading),
            gas_used: fields.take_or_default("gas_used", reading),
            result: fields.take("result", reading),
        }
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
    fn read(value: &Value, reading: &mut Reading) -> Self {
        match value.variant(&["error", "ok"], reading) {
            (1, value) => Self::Ok(Json::read(value, reading)),
            (_, value) => Self::Err(Json::read(value, reading)),
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
    fn read(value: &Value, reading: &mut Reading) -> Self {
        let fields = Object::of(value, &["events", "data", "msg_responses"], false, reading);
        Self {
            events: fields.take("events", reading),
            data: fields.take("data", reading),
            msg_responses: fields.take_or_default("msg_responses", reading),
        }
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
    fn read(value: &Value, reading: &mut Reading) -> Self {
        let fields = Object::of(value, &["type_url", "value"], false, reading);
        Self { type_url: fields.take("type_url", reading), value: fields.take("value", reading) }
    }

    fn write(&self, json: &mut JsonWriter) {
        json.begin();
        json.put("type_url", &self.type_url);
        json.put("value", &self.value);
        json.end();
    }
}

impl Json for Event {
    fn read(value: &Value, reading: &mut Reading) -> Self {
        let fields = Object::of(value, &["type", "attributes"], false, reading);
        let mut event = Self::new(fields.take::<String>("type", reading));
        event.attributes = fields.take("attributes", reading);
        event
    }

    fn write(&self, json: &mut JsonWriter) {
        json.begin();
        json.put("type", &self.ty);
        json.put("attributes", &self.attributes);
        json.end();
    }
}

impl Json for Attribute {
    fn read(value: &Value, reading: &mut Reading) -> Self {
        let fields = Object::of(value, &["key", "value"], false, reading);
        Self { key: fields.take("key", reading), value: fields.take("value", reading) }
    }

    fn write(&self, json: &mut JsonWriter) {
        json.begin();
        json.put("key", &self.key);
        json.put("value", &self.value);
        json.end();
    }
}
