namespace Purchases.Local.Dashboard;

/// <summary>The pipeline at one moment. A number is null when it can't be read.</summary>
/// <param name="Started">When this process started to count <paramref name="Totals"/>.</param>
/// <param name="Functions">This process's functions by name, with their paths; null for a function without an HTTP trigger.</param>
/// <param name="OnTopic">Events ever published to the topic, by any process.</param>
/// <param name="Lag">Events on the topic that the consumer group hasn't processed yet.</param>
/// <param name="Stored">Purchases in the store. In a large store the number may be some seconds old.</param>
/// <param name="Rejected">Open rejected events.</param>
/// <param name="NewestRejected">Position of the newest open rejected event; null when there is none.</param>
/// <param name="Newest">The newest purchases on the topic, newest first; null when they can't be read.</param>
/// <param name="Problem">What can't be read, and why; null when everything can.</param>
internal sealed record DashboardState(
    DateTimeOffset Now,
    DateTimeOffset Started,
    IReadOnlyDictionary<string, string?> Functions,
    TotalsSinceStart Totals,
    long? OnTopic,
    long? Lag,
    long? Stored,
    long? Rejected,
    string? NewestRejected,
    IReadOnlyList<SeenPurchase>? Newest,
    string? Problem);

/// <summary>Counts since the start of this process.</summary>
/// <param name="Accepted">Buys answered with 202.</param>
/// <param name="Refused">Buys answered with 4xx.</param>
/// <param name="Failed">Buys answered with 5xx.</param>
/// <param name="AgeP50Ms">Median time from accepted to recorded of the last purchases, in milliseconds; null while there are none.</param>
/// <param name="AgeP99Ms">The 99th percentile of the same.</param>
internal sealed record TotalsSinceStart(
    long Accepted, long Refused, long Failed, long Recorded, long Duplicates, long Rejected, double? AgeP50Ms, double? AgeP99Ms);

/// <summary>A purchase on the topic and its state.</summary>
internal sealed record SeenPurchase(long Offset, PurchaseProgress Progress, PurchaseCreated Purchase);

/// <summary>A duplicate is an event whose eventId was recorded before, with the same content.</summary>
internal enum PurchaseProgress { Waiting, Recorded, Duplicate, Rejected }
