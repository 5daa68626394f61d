//! How a deployment begins, or is known again.

use super::{DeployError, Deployment};
use crate::{Manifest, ManifestError, Node};

impl Deployment<'_> {
    /// The manifest so far, or a new one. A finished or begun deployment of something else stays as it
    /// is; one without restaking can be given it.
    pub(super) fn begin(&self, node: &dyn Node) -> Result<Manifest, DeployError> {
        let new = self.blank(node)?;
        let mut old = match Manifest::load(&self.folder, node.chain_id()) {
            Ok(old) => old,
            Err(ManifestError::Missing { .. }) => return Ok(new),
            Err(error) => return Err(error.into()),
        };
        if old.restaking.is_none() && new.restaking.is_some() {
            old.restaking.clone_from(&new.restaking);
            old.complete = false;
        }
        let none = "none".to_string();
        let section = |manifest: &Manifest| manifest.restaking.as_ref().unwrap_or(&none).clone();
        let pairs = [
            ("deployer", old.deployer.clone(), new.deployer.clone()),
            ("salt", old.salt.clone(), new.salt.clone()),
            ("a plan with hash", old.plan.clone(), new.plan.clone()),
            ("a section [restaking] with hash", section(&old), section(&new)),
        ];
        for (what, came, expected) in pairs {
            if came != expected {
                let path = Manifest::path(&self.folder, node.chain_id()).display().to_string();
                return Err(DeployError::OtherDeployment { path, what, came, expected });
            }
        }
        Ok(old)
    }

    /// A manifest of nothing yet.
    fn blank(&self, node: &dyn Node) -> Result<Manifest, DeployError> {
        let address =
            |who: &Option<String>| who.as_deref().map(|who| node.address_of(who)).transpose();
        Ok(Manifest {
            chain_id: node.chain_id().to_string(),
            deployer: node.address_of(self.from)?,
            denom: self.plan.denom.clone(),
            owner: node.address_of(&self.plan.owner)?,
            guardian: address(&self.plan.guardian)?,
            voter: address(&self.plan.voter)?,
            salt: self.plan.salt.clone(),
            plan: self.plan_hash.suite.clone(),
            restaking: self.plan_hash.restaking.clone(),
            complete: false,
            sent: None,
            contracts: Default::default(),
        })
    }
}
