using System.Diagnostics.Metrics;

namespace Purchases.Core.Telemetry;

/// <summary>
/// What is measured, named by the OpenTelemetry messaging conventions where they have a name, and <c>purchases.*</c> where not.
/// </summary>
internal sealed class Instruments(Meter meter)
{
    // The conventions' own bounds.
    private static readonly InstrumentAdvice<double> DurationBounds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    };

    // From a quiet topic to one that has waited for an outage to end.
    private static readonly InstrumentAdvice<double> AgeBounds = new()
    {
        HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 86400],
    };

    private static readonly InstrumentAdvice<int> SizeBounds =
        new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] };

    public readonly Counter<long> Sent =
        meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Events given to the topic.");

    public readonly Counter<long> Consumed = meter.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Events delivered to the recorder; one that comes again counts again.");

    public readonly Histogram<double> BatchDuration = meter.CreateHistogram(
        "messaging.process.duration", "s", "Duration of one attempt at recording a batch.", advice: DurationBounds);

    public readonly Histogram<int> BatchSize =
        meter.CreateHistogram("purchases.batch.size", "{event}", "Events in a batch.", advice: SizeBounds);

    public readonly Counter<long> Accepted = meter.CreateCounter<long>("purchases.accepted", "{purchase}", "Purchases answered with 202.");

    public readonly Counter<long> Recorded =
        meter.CreateCounter<long>("purchases.recorded", "{purchase}", "Purchases stored that were new.");

    public readonly Counter<long> Duplicates = meter.CreateCounter<long>(
        "purchases.duplicates", "{purchase}", "Events whose purchase was stored before: redelivered or repeated.");

    public readonly Counter<long> Rejected =
        meter.CreateCounter<long>("purchases.rejected", "{event}", "Events kept as rejected, by code.");

    public readonly Histogram<double> Age = meter.CreateHistogram(
        "purchases.age", "s", "From when a purchase was accepted to when it was recorded.", advice: AgeBounds);
}
