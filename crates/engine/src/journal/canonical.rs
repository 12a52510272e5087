//! JSON in one form only (RFC 8785), over text, integers, lists and objects.

use serde_json::Value;

/// The one form of a JSON text: keys sorted, nothing between the marks.
///
/// RFC 8785 sorts keys by their UTF-16 units; the keys of acts are ASCII, where that is the order
/// of bytes.
pub(crate) fn canonical(json: &Value) -> String {
    let mut out = Vec::new();
    write(json, &mut out);
    String::from_utf8(out).expect("JSON is a text")
}

fn write(json: &Value, out: &mut Vec<u8>) {
    match json {
        Value::Array(list) => {
            out.push(b'[');
            for (index, item) in list.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write(item, out);
            }
            out.push(b']');
        }
        Value::Object(object) => {
            let mut fields: Vec<(&String, &Value)> = object.iter().collect();
            fields.sort_unstable_by_key(|(key, _)| *key);
            out.push(b'{');
            for (index, (key, value)) in fields.into_iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                plain(key, out);
                out.push(b':');
                write(value, out);
            }
            out.push(b'}');
        }
        other => plain(other, out),
    }
}

/// A text or a number. The escapes of this library are those that the RFC asks for.
fn plain(json: &impl serde::Serialize, out: &mut Vec<u8>) {
    serde_json::to_writer(out, json).expect("memory takes everything");
}

/// Whether a JSON text holds nothing but text, integers, lists and objects.
pub(crate) fn is_plain(json: &Value) -> bool {
    match json {
        Value::String(_) => true,
        Value::Number(number) => number.is_i64(),
        Value::Array(list) => list.iter().all(is_plain),
        Value::Object(object) => object.values().all(is_plain),
        Value::Null | Value::Bool(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The example of RFC 8785, section 3.2.2, as far as it is text.
    #[test]
    fn text_is_escaped_as_the_rfc_says() {
        let json = json!({"string": "\u{20ac}$\u{000f}\nA'B\"\\\\\"/"});
        assert_eq!(canonical(&json), "{\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    #[test]
    fn keys_are_sorted_at_every_depth() {
        let json = json!({"b": [{"d": 1, "c": "二"}], "a": {}});
        assert_eq!(canonical(&json), r#"{"a":{},"b":[{"c":"二","d":1}]}"#);
        assert!(is_plain(&json) && !is_plain(&json!(1.5)) && !is_plain(&json!(null)));
    }
}
