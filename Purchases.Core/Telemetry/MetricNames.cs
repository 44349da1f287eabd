namespace Purchases.Core.Telemetry;

/// <summary>
/// What is measured, named by the OpenTelemetry messaging conventions where they have a name, and <c>purchases.*</c> where not.
/// Local adds what only it can see: <c>purchases.lag</c> and <c>purchases.refused</c>, in Purchases.Local/Telemetry. docs/metrics.md has
/// them all, and what is normal.
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
