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
    /// <summary>The OTLP export, if its endpoint is set.</summary>
    /// <exception cref="Core.SettingsException">The endpoint is malformed.</exception>
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (OtlpExport.IsSet(configuration)) AddExport(services);
    }

    // In a method of its own, so that OpenTelemetry isn't loaded unless it is used.
    private static void AddExport(IServiceCollection services) => services.AddOtlpExport()
        .ConfigureResource(resource => resource.AddService("purchases").AddEnvironmentVariableDetector())
        .WithTracing(traces => traces.AddAspNetCoreInstrumentation().AddSource("System.Net.Http")) // The calls to the api server.
        .WithMetrics(metrics => metrics.AddMeter("Microsoft.AspNetCore.Hosting", "System.Net.Http"));
}
