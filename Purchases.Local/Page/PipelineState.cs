using System.Text.Json.Serialization;
using Purchases.Core;
using Purchases.Core.Http;

namespace Purchases.Local.Page;

/// <summary>All that the page shows.</summary>
/// <param name="Buy">Path of POST /buy; null where this process has no such function. Likewise <paramref name="Docs"/>.</param>
/// <param name="Since">When this process started to count.</param>
/// <param name="Lag">Events on the topic that are not dealt with yet, by whichever process; null when it can't be told.</param>
/// <param name="OnTopic">Events on the topic since it exists.</param>
/// <param name="Problem">What can't be read at the moment; null when all is well.</param>
internal sealed record PipelineState(
    string? Buy,
    string? Docs,
    DateTimeOffset Since,
    Counts<long?> Totals,
    RecentCounts Recent,
    long? Lag,
    long? OnTopic,
    IReadOnlyList<SeenPurchase> Purchases,
    IReadOnlyList<RejectedView> Rejected,
    string? Problem);

/// <summary>Null stands for what this process doesn't count, because it lacks the function.</summary>
internal sealed record Counts<T>(T Accepted, T Recorded, T Duplicates, T Rejected);

/// <param name="Bucket">Number of the last bucket.</param>
/// <param name="Counts">By bucket, oldest first.</param>
internal sealed record RecentCounts(int BucketSeconds, long Bucket, Counts<long[]> Counts);

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
