//! What was read of the tables, remembered until the next act. Every act makes all of it forgotten,
//! so that nothing has to know what rests on what; whatever was read before is not kept after.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::engine::Engine;
use crate::refused::Refused;

/// So much is remembered; then all is read anew.
const KEPT_MAX: usize = 96;

/// What is remembered.
#[derive(Default)]
pub(crate) struct Memory {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    /// How often all was forgotten.
    times: u64,
    all: HashMap<String, Arc<dyn Any + Send + Sync>>,
}

impl Memory {
    /// Forgets everything.
    pub(crate) fn forget(&self) {
        let mut kept = self.lock();
        kept.times += 1;
        kept.all.clear();
    }

    /// What is remembered under a name.
    fn get<T: Send + Sync + 'static>(&self, name: &str) -> Option<Arc<T>> {
        self.lock().all.get(name).cloned().and_then(|own| own.downcast().ok())
    }

    /// Remembers what was read, unless all was forgotten since.
    fn keep<T: Send + Sync + 'static>(&self, name: String, times: u64, made: Arc<T>) {
        let mut kept = self.lock();
        if kept.times == times {
            if kept.all.len() >= KEPT_MAX {
                kept.all.clear();
            }
            kept.all.insert(name, made);
        }
    }

    /// What `read` makes, where nothing is remembered under the name.
    pub(crate) async fn remembered<T: Send + Sync + 'static>(
        &self,
        times: u64,
        name: String,
        read: impl Future<Output = Result<T, Refused>>,
    ) -> Result<Arc<T>, Refused> {
        if let Some(own) = self.get(&name) {
            return Ok(own);
        }
        let made = Arc::new(read.await?);
        self.keep(name, times, made.clone());
        Ok(made)
    }

    /// How often all was forgotten; what was read before it grew is not kept.
    pub(crate) fn times(&self) -> u64 {
        self.lock().times
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine {
    /// What `read` makes of the tables. The name says everything else that it is made of.
    pub(crate) async fn remembered<T: Send + Sync + 'static>(
        &self,
        name: String,
        read: impl Future<Output = Result<T, Refused>>,
    ) -> Result<Arc<T>, Refused> {
        self.remembered_since(self.world.memory.times(), name, read).await
    }

    /// The same, where something that it is made of was read when all had been forgotten so often.
    pub(crate) async fn remembered_since<T: Send + Sync + 'static>(
        &self,
        times: u64,
        name: String,
        read: impl Future<Output = Result<T, Refused>>,
    ) -> Result<Arc<T>, Refused> {
        self.world.memory.remembered(times, name, read).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_an_act_is_not_kept_after() {
        let memory = Memory::default();
        let before = memory.times();
        memory.forget();
        memory.keep("a".to_owned(), before, Arc::new(1_i64));
        assert_eq!(memory.get::<i64>("a"), None, "it is too old");
        memory.keep("a".to_owned(), memory.times(), Arc::new(2_i64));
        assert_eq!(memory.get::<i64>("a").as_deref(), Some(&2));
        memory.forget();
        assert_eq!(memory.get::<i64>("a"), None);
    }
}
