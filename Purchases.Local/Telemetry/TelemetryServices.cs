using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Purchases.Functions.Startup;

namespace Purchases.Local.Telemetry;

internal static class TelemetryServices
{
    /// <summary>The lag as a gauge, and the export when there is somewhere to export to.</summary>
    /// <exception cref="Core.SettingsException">The endpoint is malformed.</exception>
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ConsumerProgress>();
        services.AddHostedService<LagGauge>();
        if (!OtlpEndpoint.IsSet(configuration)) return;

        services.AddHostedService<TelemetryExport>();
        services.AddSingleton<IStartupFilter, RequestSpans>();
    }
}
