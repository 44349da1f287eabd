using Microsoft.Extensions.Configuration;
using Purchases.Core;

namespace Purchases.Functions.Startup;

/// <summary>OTEL_EXPORTER_OTLP_ENDPOINT: where spans and metrics go. The exporter reads it and its other settings by itself.</summary>
public static class OtlpEndpoint
{
    private const string Name = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <returns>Whether it is set: without it nothing is measured for export.</returns>
    /// <exception cref="SettingsException">It isn't an address.</exception>
    public static bool IsSet(IConfiguration configuration)
    {
        if (configuration[Name] is not { Length: > 0 } endpoint) return false;
        if (Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return true;
        throw new SettingsException($"{Name} must be an absolute http or https URL, such as http://localhost:4317.");
    }
}
