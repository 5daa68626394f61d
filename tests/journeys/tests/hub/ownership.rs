use crate::common::*;

fn offer(suite: &weir_testing::Suite, to: &str) -> String {
    let to = suite.actor(to);
    format!(
        r#"{{"update_ownership":{{"transfer_ownership":{{"new_owner":"{to}","expiry":null}}}}}}"#
    )
}

const ACCEPT: &str = r#"{"update_ownership":"accept_ownership"}"#;

#[test]
fn ownership_moves_in_two_steps() {
    let mut suite = young();
    refused!(raw(&mut suite, "carol", ACCEPT), Error::Ownership(_));
    let msg = offer(&suite, "carol");
    refused!(raw(&mut suite, "carol", &msg), Error::Ownership(_));
    raw(&mut suite, "owner", &msg).unwrap();
    refused!(suite.configure("carol", |change| change.max_parts = Some(1)), Error::Ownership(_));
    refused!(raw(&mut suite, "bob", ACCEPT), Error::Ownership(_));
    raw(&mut suite, "carol", ACCEPT).unwrap();
    suite.configure("carol", |change| change.max_parts = Some(1)).unwrap();
    refused!(suite.configure("owner", |change| change.max_parts = Some(2)), Error::Ownership(_));
}
