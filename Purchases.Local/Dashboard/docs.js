// On /docs, next to Swagger UI: the way back to the dashboard, and the key that was entered there.
const lookMs = 100;
const key = sessionStorage.getItem("key");

addEventListener("DOMContentLoaded", () => {
  const back = document.createElement("a");
  back.href = "/";
  back.textContent = "← Dashboard";
  back.style = "display: inline-block; margin: 1rem 1.25rem 0; font: 16px system-ui, sans-serif";
  document.body.prepend(back);
});

// The key can be set once the API description is loaded, which Swagger UI doesn't report.
const look = key && setInterval(() => window.ui?.preauthorizeApiKey("functionKeyHeader", key) && clearInterval(look), lookMs);
