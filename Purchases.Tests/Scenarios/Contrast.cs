namespace Purchases.Tests.Scenarios;

internal static class Contrast
{
    /// <summary>
    /// A script that lists the visible texts of a page whose contrast is below what WCAG 2.2 asks for (1.4.3): 4.5, or 3 for large text.
    /// </summary>
    public const string TooLow = """
        () => {
          const channels = (color) => color.match(/[\d.]+/g).map(Number);
          const luminance = (color) => {
            const [r, g, b] = channels(color).slice(0, 3).map((c) => c / 255)
              .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const ground = (element) => {
            for (let at = element; at; at = at.parentElement) {
              const color = getComputedStyle(at).backgroundColor;
              if ((channels(color)[3] ?? 1) === 1) return color;
            }
            return "rgb(255, 255, 255)";
          };
          return [...document.querySelectorAll("body *")]
            .filter((element) => element.checkVisibility() && !element.disabled)
            .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
            .map((element) => {
              const style = getComputedStyle(element);
              const [low, high] = [luminance(style.color), luminance(ground(element))].sort((a, b) => a - b);
              const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
              return { text: element.textContent.trim().slice(0, 40), ratio: (high + 0.05) / (low + 0.05), least: large ? 3 : 4.5 };
            })
            .filter(({ ratio, least }) => ratio < least)
            .map(({ text, ratio }) => `${ratio.toFixed(2)} ${text}`);
        }
        """;
}
