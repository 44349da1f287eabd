using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Purchases.Core;
using Purchases.Core.Telemetry;

namespace Purchases.Functions.Startup;

/// <summary>
/// Sends spans, metrics and log lines where OTEL_EXPORTER_OTLP_ENDPOINT says, and nowhere while it says nothing. The exporter reads that
/// and its other settings by itself (…_PROTOCOL, …_HEADERS, OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER …).
/// </summary>
public static class OtlpExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <returns>Whether there is somewhere to export to.</returns>
    /// <exception cref="SettingsException">The endpoint isn't an address.</exception>
    public static bool IsSet(IConfiguration configuration)
    {
        if (configuration[Endpoint] is not { Length: > 0 } endpoint) return false;
        if (Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return true;
        throw new SettingsException($"{Endpoint} must be an absolute http or https URL, such as http://localhost:4317.");
    }

    /// <summary>What the purchases measure on every host. The caller adds what a host measures of itself.</summary>
    public static IOpenTelemetryBuilder AddOtlpExport(this IServiceCollection services)
    {
        // First among the hosted services, so that it stops when all others have.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, LastExport>());
        return services.AddOpenTelemetry()
            .UseOtlpExporter()
            .WithTracing(traces => traces.AddSource(PurchaseTelemetry.Name))
            .WithMetrics(metrics => metrics.AddMeter(PurchaseTelemetry.Name))

            // Otherwise a line's text would have {names} where its values belong.
            .WithLogging(null, logs => logs.IncludeFormattedMessage = true);
    }

    // Disposed one after the other, each provider waits five seconds for a collector that is away, which holds up Ctrl+C.
    private sealed class LastExport(TracerProvider traces, MeterProvider metrics, LoggerProvider logs) : IHostedService
    {
        private const int TimeoutMs = 2000;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(
            Task.Run(() => traces.Shutdown(TimeoutMs), CancellationToken.None),
            Task.Run(() => metrics.Shutdown(TimeoutMs), CancellationToken.None),
            Task.Run(() => logs.Shutdown(TimeoutMs), CancellationToken.None));
    }
}
