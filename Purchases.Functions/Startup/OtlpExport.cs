using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using Purchases.Core.Telemetry;

namespace Purchases.Functions.Startup;

/// <summary>Sends the worker's spans and metrics where OTEL_EXPORTER_OTLP_ENDPOINT says, and nowhere while it says nothing.</summary>
internal static class OtlpExport
{
    // The driver's own source (mongodb/mongo-csharp-driver).
    private const string Driver = "MongoDB.Driver";

    public static void AddOtlpExport(this IServiceCollection services, IConfiguration configuration)
    {
        if (!OtlpEndpoint.IsSet(configuration)) return;

        services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .UseOtlpExporter()
            .WithTracing(traces => traces.AddSource(PurchaseTelemetry.Name, Driver))
            .WithMetrics(metrics => metrics.AddMeter(PurchaseTelemetry.Name));
    }
}
