using System.Diagnostics.Metrics;

namespace Purchases.Core.Telemetry;

/// <summary>The metrics of every host.</summary>
internal sealed class Instruments(Meter meter)
{
    // The bounds of the OpenTelemetry conventions.
    private static readonly InstrumentAdvice<double> DurationBounds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    };

    // From an idle topic to a long outage.
    private static readonly InstrumentAdvice<double> AgeBounds = new()
    {
        HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 86400],
    };

    private static readonly InstrumentAdvice<int> SizeBounds =
        new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] };

    public readonly Counter<long> Sent =
        meter.CreateCounter<long>(MetricNames.Sent, "{message}", "Events sent to the topic.");

    public readonly Counter<long> Consumed = meter.CreateCounter<long>(
        MetricNames.Consumed, "{message}", "Events delivered to the recorder; a redelivered event counts again.");

    public readonly Histogram<double> BatchDuration = meter.CreateHistogram(
        MetricNames.BatchDuration, "s", "Duration of one attempt at recording a batch.", advice: DurationBounds);

    public readonly Histogram<int> BatchSize =
        meter.CreateHistogram(MetricNames.BatchSize, "{event}", "Events in a batch.", advice: SizeBounds);

    public readonly Counter<long> Accepted = meter.CreateCounter<long>(MetricNames.Accepted, "{purchase}", "Purchases answered with 202.");

    public readonly Counter<long> Recorded =
        meter.CreateCounter<long>(MetricNames.Recorded, "{purchase}", "New purchases that were stored.");

    public readonly Counter<long> Duplicates = meter.CreateCounter<long>(
        MetricNames.Duplicates, "{purchase}", "Events whose purchase was already stored: redelivered or repeated.");

    public readonly Counter<long> Rejected =
        meter.CreateCounter<long>(MetricNames.Rejected, "{event}", "Rejected events, by code.");

    public readonly Histogram<double> Age = meter.CreateHistogram(
        MetricNames.Age, "s", "Time from accepting a purchase to recording it, up to 7 days.", advice: AgeBounds);
}

/// <summary>
/// The names of the metrics: those of the OpenTelemetry messaging conventions where they exist, otherwise <c>purchases.*</c>. Local adds
/// <c>purchases.lag</c> and <c>purchases.refused</c>. docs/metrics.md lists all of them with their normal values.
/// </summary>
public static class MetricNames
{
    public const string Sent = "messaging.client.sent.messages";
    public const string Consumed = "messaging.client.consumed.messages";
    public const string BatchDuration = "messaging.process.duration";
    public const string BatchSize = "purchases.batch.size";
    public const string Accepted = "purchases.accepted";
    public const string Recorded = "purchases.recorded";
    public const string Duplicates = "purchases.duplicates";
    public const string Rejected = "purchases.rejected";
    public const string Age = "purchases.age";
}
