// Runs before the body is drawn, so that parts which need a script do not flicker. A file, as no inline script is allowed.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
