using System.Text.Json.Serialization;
using Purchases.Core;

namespace Purchases.Local.Dashboard;

/// <summary>All that the page shows.</summary>
/// <param name="Buy">
/// Path of POST /buy; null where this process has no such function. Likewise <paramref name="Docs"/> and <paramref name="Rejected"/>.
/// </param>
/// <param name="Since">When this process started to count.</param>
/// <param name="Totals">What this process has counted since then.</param>
/// <param name="Held">What the data directory holds, whichever process did it.</param>
/// <param name="NewestRejected">Position of the newest rejected event that waits; when it changes, the page reads the list again.</param>
/// <param name="Problem">What can't be read at the moment; null when all is well.</param>
internal sealed record PipelineState(
    string? Buy,
    string? Docs,
    string? Rejected,
    DateTimeOffset Since,
    Counts<long?> Totals,
    Held Held,
    RecentCounts Recent,
    IReadOnlyList<SeenPurchase> Purchases,
    string? NewestRejected,
    string? Problem);

/// <summary>Null stands for what this process doesn't count, because it lacks the function.</summary>
/// <param name="Accepted">Buys answered with 202.</param>
/// <param name="Refused">Buys answered with 4xx.</param>
/// <param name="Failed">Buys answered with 5xx.</param>
internal sealed record Counts<T>(T Accepted, T Refused, T Failed, T Recorded, T Duplicates, T Rejected);

/// <summary>Null stands for what can't be told at the moment.</summary>
/// <param name="OnTopic">Events put on the topic since it exists.</param>
/// <param name="Lag">Those of them that are not dealt with yet.</param>
internal sealed record Held(long? OnTopic, long? Lag, long? Purchases, long? RejectedWaiting);

/// <param name="Bucket">Number of the last bucket.</param>
/// <param name="Counts">By bucket, oldest first. Likewise <paramref name="Lag"/>, whose gaps are null.</param>
internal sealed record RecentCounts(int BucketSeconds, long Bucket, Counts<long[]> Counts, long?[] Lag);

/// <summary>A purchase on the topic, and how far it has come.</summary>
internal sealed record SeenPurchase(long Offset, PurchaseProgress Progress, PurchaseCreated Purchase);

[JsonConverter(typeof(JsonStringEnumConverter<PurchaseProgress>))]
internal enum PurchaseProgress
{
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    [JsonStringEnumMemberName("recorded")]
    Recorded,

    /// <summary>Recorded before, by another event with the same eventId.</summary>
    [JsonStringEnumMemberName("duplicate")]
    Duplicate,

    [JsonStringEnumMemberName("rejected")]
    Rejected,
}
