//! Makes the vectors of sources: applies the changes, signs, and fills what follows from the question.

use std::{collections::BTreeMap, path::Path};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use crate::{
    evm,
    expect::expectation,
    fault::Fault,
    json::Json,
    patch,
    source::{self, Encoding, Entry, File, Sign},
    vector::{Change, Class, Intermediate, Level, Raw, Vector},
};

/// All files of sources, by group.
pub struct Sources {
    /// The files.
    pub files: BTreeMap<String, File>,
    /// Each vector: its group, and its index in the file.
    indices: BTreeMap<String, (String, usize)>,
    /// The questions that are known already.
    questions: BTreeMap<String, Question>,
}

/// What an implementation is asked, decoded.
#[derive(Clone)]
struct Question {
    op: String,
    input: Json,
    encode: BTreeMap<String, Encoding>,
    sign: Option<Sign>,
}

/// A vector without what witnesses find.
pub struct Made {
    /// The vector.
    pub vector: Vector,
    /// The fault that the source names.
    pub fault: Option<Fault>,
}

/// Where a payment can be in a question.
const PAYMENTS: [&str; 3] = ["/payment/json", "/payment/text", "/payment/header/value"];

impl Sources {
    /// Reads all files of a folder.
    ///
    /// # Errors
    /// Each fault as a line with the name of the file.
    pub fn read(folder: &Path) -> Result<Self, Vec<String>> {
        let paths = source::paths(folder).map_err(|error| vec![format!("{}: {error}", folder.display())])?;
        let (mut files, mut faults) = (Vec::new(), Vec::new());
        for path in paths {
            match source::read(&path) {
                Ok(file) => files.push(file),
                Err(found) => faults.extend(found.into_iter().map(|fault| format!("{}: {fault}", shown(&path)))),
            }
        }
        if faults.is_empty() { Self::of(files) } else { Err(faults) }
    }

    /// Takes files that have been read.
    ///
    /// # Errors
    /// An id comes twice, is of another group, or is of a vector that was removed.
    pub fn of(files: Vec<File>) -> Result<Self, Vec<String>> {
        let (mut indices, mut faults) = (BTreeMap::new(), Vec::new());
        for file in &files {
            for (at, entry) in file.vectors.iter().enumerate() {
                let id = &entry.id;
                let mut fault =
                    |sentence: &str| faults.push(format!("{}: {id}: /vectors/{at}/id: {sentence}", name(&file.group)));
                if crate::vector::group_of(id) != file.group {
                    fault(&format!("is of another group; begin it with {}-", file.group));
                }
                if file.removed.contains_key(id) {
                    fault("belongs to a vector that was removed; take a new number");
                }
                if indices.insert(id.clone(), (file.group.clone(), at)).is_some() {
                    fault("comes twice; ids are permanent, so give the newer vector a new number");
                }
            }
        }
        let files = files.into_iter().map(|file| (file.group.clone(), file)).collect();
        if faults.is_empty() { Ok(Self { files, indices, questions: BTreeMap::new() }) } else { Err(faults) }
    }

    /// The source of a vector.
    #[must_use]
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        let (group, at) = self.indices.get(id)?;
        self.files.get(group)?.vectors.get(*at)
    }

    /// The vectors of a group.
    ///
    /// # Errors
    /// Each fault as a line with the file, the vector, the place and what to do.
    pub fn expand(&mut self, group: &str) -> Result<Vec<Made>, Vec<String>> {
        let ids: Vec<String> =
            self.files.get(group).into_iter().flat_map(|file| &file.vectors).map(|entry| entry.id.clone()).collect();
        let (mut made, mut faults) = (Vec::new(), Vec::new());
        for id in ids {
            let found = self.question(&id, &mut Vec::new()).and_then(|question| {
                let entry = self.entry(&id).ok_or("is gone")?;
                vector(entry, &question)
            });
            match found {
                Ok(vector) => made.push(vector),
                Err(fault) => faults.push(format!("{}: {id}: {fault}", name(group))),
            }
        }
        if faults.is_empty() { Ok(made) } else { Err(faults) }
    }

    /// The question of a vector. `children` are the vectors that wait for it.
    fn question(&mut self, id: &str, children: &mut Vec<String>) -> Result<Question, String> {
        if let Some(question) = self.questions.get(id) {
            return Ok(question.clone());
        }
        if children.iter().any(|child| child == id) {
            return Err(format!("/parent: leads back to {id}; name a vector that is not made from this one"));
        }
        let entry =
            self.entry(id).ok_or_else(|| format!("/parent: there is no vector {id} in spec-vectors/sources"))?;
        let (parent, change) = (entry.parent.clone(), entry.change.clone());
        let (op, sign, encode) = (entry.op.clone(), entry.sign.clone(), entry.encode.clone());
        let input = entry.input.as_ref().map(|input| Json::of(input)).transpose()?;
        let mut question = match (parent, input) {
            (Some(parent), None) => {
                children.push(id.to_owned());
                let mut question = self.question(&parent, children)?;
                children.pop();
                question.sign = sign.or(question.sign);
                question.encode = encode.unwrap_or(question.encode);
                question.op = op.unwrap_or(question.op);
                patch::apply(&mut question.input, &change.unwrap_or_default())?;
                question
            }
            (None, Some(input)) => {
                if change.is_some() {
                    return Err("/change: changes a parent's input; name the parent, or remove it".into());
                }
                let op = op.ok_or("/op: a vector without a parent names its operation")?;
                Question { op, input, encode: encode.unwrap_or_default(), sign }
            }
            (Some(_), Some(_)) => return Err("/input: has a parent, too; write /change, or remove the parent".into()),
            (None, None) => return Err("/input: write the input, or a parent and the change of its input".into()),
        };
        question.signed()?;
        self.questions.insert(id.to_owned(), question.clone());
        Ok(question)
    }

    /// The decoded input of a vector, and its operation.
    ///
    /// # Errors
    /// There is no such vector, or it cannot be made.
    pub fn decoded(&mut self, id: &str) -> Result<(String, Json), String> {
        let question = self.question(id, &mut Vec::new()).map_err(|fault| format!("{id}: {fault}"))?;
        Ok((question.op, question.input))
    }
}

/// The path of a file of sources, for people.
pub(crate) fn shown(path: &Path) -> String {
    name(&path.file_stem().unwrap_or_default().to_string_lossy())
}

/// The same of a group.
#[must_use]
pub fn name(group: &str) -> String {
    format!("spec-vectors/sources/{group}.json")
}

impl Question {
    /// The place of the payment.
    fn payment(&self) -> Option<&'static str> {
        PAYMENTS.into_iter().find(|path| matches!(patch::find(&self.input, path), Ok(Json::Object(_))))
    }

    /// The payment and the offer as values, to hash what is signed.
    fn payment_and_offer(&self) -> Option<(Value, Value)> {
        let payment = match self.payment() {
            Some(path) => patch::find(&self.input, path).ok()?.read().ok()?,
            // One that the source has as a string, because its white space counts.
            None => PAYMENTS.into_iter().find_map(|path| {
                let text = patch::find(&self.input, path).ok()?.as_text()?;
                let decoded = || serde_json::from_slice(&STANDARD.decode(&text).ok()?).ok();
                serde_json::from_str(&text).ok().or_else(decoded)
            })?,
        };
        let offer = patch::find(&self.input, "/offers/0").ok()?.read().ok()?;
        Some((payment, offer))
    }

    /// Puts the signatures in their places.
    fn signed(&mut self) -> Result<(), String> {
        let all = match self.sign.clone() {
            None | Some(Sign::Keep(_)) => return Ok(()),
            Some(Sign::With(how)) => vec![how],
            Some(Sign::Each(all)) => all,
        };
        let path = self.payment().ok_or(
            "/sign: there is no payment that can be signed at /payment/json, /payment/text or /payment/header/value",
        )?;
        for how in all {
            let (payment, offer) = self
                .payment_and_offer()
                .ok_or("/sign: there is no offer at /offers/0, or a number is beyond what can be read")?;
            let signature = evm::sign(&payment, &offer, &how)?;
            let parent = format!("{path}{}", evm::signature_parent(how.mechanism));
            patch::find_mut(&mut self.input, &parent)
                .map_err(|fault| format!("/sign: {fault}"))?
                .set("signature", Json::text(&signature));
        }
        Ok(())
    }

    /// The text that is asked.
    fn text(&self) -> Result<String, String> {
        let mut input = self.input.clone();
        // What is inside first.
        for (path, how) in self.encode.iter().rev() {
            let value = patch::find_mut(&mut input, path).map_err(|fault| format!("/encode: {fault}"))?;
            let text = value.to_string();
            *value = Json::text(&match how {
                Encoding::Json => text,
                Encoding::Base64 => STANDARD.encode(text),
            });
        }
        Ok(input.to_string())
    }
}

/// The vector of a source, with its question.
fn vector(entry: &Entry, question: &Question) -> Result<Made, String> {
    let text = question.text()?;
    if let Some(name) = question.input.twice() {
        return Err(format!(
            "/input: has the member {name} twice; write such JSON as a string, for readers that keep only one"
        ));
    }
    let input = Raw::new(&text).map_err(|error| error.to_string())?;
    let fault = entry.fault.as_deref().map(Fault::named).transpose().map_err(|error| format!("/fault: {error}"))?;
    let intermediate = match (question.op.as_str(), question.payment_and_offer()) {
        ("verify" | "replay-key", Some((payment, offer))) => evm::intermediate(&payment, &offer),
        _ => Intermediate::default(),
    };
    let shown = entry.shown.as_ref().map(|shown| {
        let change = Change { path: shown.path.clone(), from: shown.from.clone(), to: shown.to.clone() };
        (shown.parent.clone(), change)
    });
    let (parent, change) = shown.unzip();
    let vector = Vector {
        id: entry.id.clone(),
        title: entry.title.clone(),
        comment: entry.comment.clone(),
        flags: entry.flags.clone(),
        level: entry.level,
        rulings: entry.rulings.clone(),
        requirements: entry.requirements.clone(),
        op: question.op.clone(),
        expect: expectation(&entry.expect, &question.op, &input)?,
        input,
        parent,
        change,
        intermediate,
        witness: Vec::new(),
        no_witness: entry.no_witness.clone(),
    };
    if matches!(vector.expect.class, Class::Acceptable | Class::Undecided) && vector.level == Level::Must {
        return Err(format!("/level: {} has no single right verdict; write should or policy", vector.expect.class));
    }
    Ok(Made { vector, fault })
}
