using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Purchases.Core.Telemetry;

namespace Purchases.Local.Telemetry;

/// <summary>
/// Sends spans and metrics where OTEL_EXPORTER_OTLP_ENDPOINT says. The exporter reads that and its other settings by itself
/// (…_PROTOCOL, …_HEADERS, OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER …).
/// </summary>
internal sealed class TelemetryExport(IConfiguration configuration) : IHostedService
{
    // A collector that is away must not hold up Ctrl+C.
    private const int FlushTimeoutMs = 2000;

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Describe)
            .AddSource(PurchaseTelemetry.Name, "Microsoft.AspNetCore", "System.Net.Http")
            .AddOtlpExporter()
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Describe)
            .AddMeter(PurchaseTelemetry.Name, "Microsoft.AspNetCore.Hosting", "System.Net.Http")
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(
            Task.Run(() => _traces?.Shutdown(FlushTimeoutMs), CancellationToken.None),
            Task.Run(() => _metrics?.Shutdown(FlushTimeoutMs), CancellationToken.None));
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private static void Describe(ResourceBuilder resource) => resource.AddService("purchases").AddEnvironmentVariableDetector();
}
