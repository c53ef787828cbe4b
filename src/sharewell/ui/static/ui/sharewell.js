import * as govuk from "./govuk-frontend.min.js";

const components = [
  govuk.Accordion, govuk.Button, govuk.CharacterCount, govuk.Checkboxes, govuk.ErrorSummary,
  govuk.NotificationBanner, govuk.PasswordInput, govuk.ServiceNavigation, govuk.SkipLink, govuk.Tabs,
];

// Our stylesheet reveals what a radio asks for. Where it cannot, the component does, at the price of an aria-expanded
// that ARIA does not allow on a radio.
if (!CSS.supports("selector(:has(*))")) components.push(govuk.Radios);

for (const component of components) govuk.createAll(component);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
