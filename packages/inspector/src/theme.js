// Light, dark, or as the system says.

const KEY = "theme";
const ORDER = ["system", "light", "dark"];

/** Makes the button change the theme, and remember it. */
export function themeButton(button) {
  let theme = stored();
  const show = () => {
    button.textContent = `Theme: ${theme}`;
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  };
  button.addEventListener("click", () => {
    theme = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length];
    show();
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Without storage the theme lasts as long as the page.
    }
  });
  show();
}

function stored() {
  try {
    const found = localStorage.getItem(KEY);
    return ORDER.includes(found) ? found : "system";
  } catch {
    // Without storage there is nothing to remember.
    return "system";
  }
}
