using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Purchases.Core.Telemetry;

namespace Purchases.Functions.Startup;

/// <summary>
/// Exports spans, metrics and log lines to OTEL_EXPORTER_OTLP_ENDPOINT, if that is set. The exporter reads this and its other settings
/// itself (…_PROTOCOL, …_HEADERS, OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER …).
/// </summary>
public static class OtlpExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <returns>Whether an endpoint is set.</returns>
    /// <exception cref="SettingsException">The endpoint isn't a URL.</exception>
    public static bool IsSet(IConfiguration configuration)
    {
        if (configuration[Endpoint] is not { Length: > 0 } endpoint) return false;
        if (Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return true;
        throw new SettingsException($"{Endpoint} must be an absolute http or https URL, such as http://localhost:4317.");
    }

    /// <summary>Exports this app's spans and metrics. The caller adds those of its host.</summary>
    public static IOpenTelemetryBuilder AddOtlpExport(this IServiceCollection services)
    {
        // First among the hosted services, so that it stops last.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, LastExport>());
        return services.AddOpenTelemetry()
            .UseOtlpExporter()
            .WithTracing(traces => traces.AddSource(PurchaseTelemetry.Name))
            .WithMetrics(metrics => metrics.AddMeter(PurchaseTelemetry.Name))

            // Without this a line's text would contain {names} instead of values.
            .WithLogging(null, logs => logs.IncludeFormattedMessage = true);
    }

    // The providers are disposed of one after the other, and each would wait 5 s for a collector that is down.
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
