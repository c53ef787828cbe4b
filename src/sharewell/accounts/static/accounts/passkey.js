// Passkeys. A form that holds [data-passkey] ("get" or "create") gets a button that asks the authenticator, puts what
// it answers in the hidden field and sends the form. Where passkeys cannot work, nothing shows that they could.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

const PROBLEMS = {
  NotAllowedError: "Nothing came back from your passkey. Try again, or use another way.",
  InvalidStateError: "This device already holds a passkey of yours for Sharewell.",
};

function readable(options) {
  const key = structuredClone(options.publicKey);
  key.challenge = bytes(key.challenge);
  if (key.user) key.user.id = bytes(key.user.id);
  for (const list of [key.allowCredentials, key.excludeCredentials]) {
    for (const each of list ?? []) each.id = bytes(each.id);
  }
  return { publicKey: key };
}

function sendable(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment,
  };
}

async function options(part) {
  if (part.dataset.options) return JSON.parse(part.dataset.options);
  const answer = await fetch(part.dataset.optionsFrom, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return (await answer.json()).request_options;
}

function prepare(part) {
  const [button, field, problem] = ["button", "input", "[role=alert]"].map((found) => part.querySelector(found));
  part.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    problem.hidden = true;
    try {
      const credential = await navigator.credentials[part.dataset.passkey](readable(await options(part)));
      field.value = JSON.stringify(sendable(credential));
      part.closest("form").submit();
    } catch (error) {
      problem.textContent = PROBLEMS[error.name] ?? "Your passkey could not be asked. Try again, or use another way.";
      problem.hidden = false;
      button.disabled = false;
    }
  });
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-passkey]").forEach(prepare);
  for (const instead of document.querySelectorAll("[data-without-passkeys]")) instead.hidden = true;
}
