//! The contracts of restaking as this process runs them.

use cosmwasm_std::Empty;
use cw_multi_test::{Contract, ContractWrapper};

/// The names of the codes in the order in which they are stored.
pub const CODES: [&str; 5] = [
    "service-registry",
    "restaking-vault",
    "slash-coordinator",
    "insurance-fund",
    "example-council",
];

/// The contracts, in the order of [`CODES`].
pub fn restaking_codes() -> [Box<dyn Contract<Empty>>; 5] {
    [registry(), vault(), coordinator(), fund(), council()]
}

fn registry() -> Box<dyn Contract<Empty>> {
    use weir_service_registry::contract::{execute, instantiate, query};
    use weir_service_registry::migrate::migrate;
    Box::new(ContractWrapper::new(execute, instantiate, query).with_migrate(migrate))
}

fn vault() -> Box<dyn Contract<Empty>> {
    use weir_restaking_vault::contract::{execute, instantiate, query};
    use weir_restaking_vault::migrate::migrate;
    Box::new(ContractWrapper::new(execute, instantiate, query).with_migrate(migrate))
}

fn coordinator() -> Box<dyn Contract<Empty>> {
    use weir_slash_coordinator::contract::{execute, instantiate, query, reply};
    use weir_slash_coordinator::migrate::migrate;
    Box::new(
        ContractWrapper::new(execute, instantiate, query).with_reply(reply).with_migrate(migrate),
    )
}

fn fund() -> Box<dyn Contract<Empty>> {
    use weir_insurance_fund::contract::{execute, instantiate, query};
    use weir_insurance_fund::migrate::migrate;
    Box::new(ContractWrapper::new(execute, instantiate, query).with_migrate(migrate))
}

fn council() -> Box<dyn Contract<Empty>> {
    use weir_example_council::{execute, instantiate, query};
    Box::new(ContractWrapper::new(execute, instantiate, query))
}
