using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
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
        if (OtlpExport.IsSet(configuration)) AddExport(services);
    }

    // In a method of its own: where nothing is exported, nothing of OpenTelemetry is loaded.
    private static void AddExport(IServiceCollection services) => services.AddOtlpExport()
        .ConfigureResource(resource => resource.AddService("purchases").AddEnvironmentVariableDetector())
        .WithTracing(traces => traces.AddAspNetCoreInstrumentation().AddSource("System.Net.Http")) // The calls to the api server.
        .WithMetrics(metrics => metrics.AddMeter("Microsoft.AspNetCore.Hosting", "System.Net.Http"));
}
