using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Purchases.Core.Http;

/// <summary>A rejected event as an answer.</summary>
/// <param name="Id">topic/partition/offset; below /rejected it is also the event's path.</param>
/// <param name="ReplayedAs">Where its successor lies; left out while it waits.</param>
/// <param name="Content">Key and value; left out in lists.</param>
public sealed record RejectedView(
    string Id,
    RejectionCode Code,
    string Reason,
    EventTimestamp RejectedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ReplayedAs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RejectedContent? Content)
{
    public static RejectedView Of(RejectedSummary rejected) =>
        new(rejected.Position.ToString(), rejected.Code, rejected.Reason, rejected.RejectedAt, null, null);

    public static RejectedView Of(RejectedEvent rejected) => new(
        rejected.Position.ToString(),
        rejected.Code,
        rejected.Reason,
        rejected.RejectedAt,
        rejected.ReplayedAs?.ToString(),
        new(StoredText.Of(rejected.Key), StoredText.Of(rejected.Value)));
}

/// <summary>What the record held; null stands for what wasn't there.</summary>
public sealed record RejectedContent(StoredText? Key, StoredText? Value);

/// <summary>Bytes as text where they are UTF-8, as base64 where they aren't: exactly one of the two, and never a lossy one.</summary>
public sealed record StoredText(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Base64)
{
    [return: NotNullIfNotNull(nameof(bytes))]
    public static StoredText? Of(byte[]? bytes) =>
        bytes is null ? null
        : Utf8.IsValid(bytes) ? new(Encoding.UTF8.GetString(bytes), null)
        : new(null, Convert.ToBase64String(bytes));
}

/// <summary>A page of rejected events, newest first.</summary>
/// <param name="Next">Cursor of the next page; null on the last one.</param>
public sealed record RejectedPage(IReadOnlyList<RejectedView> Rejected, string? Next);

/// <summary>What a replay of many did.</summary>
/// <param name="Replayed">How many were put on the topic again.</param>
/// <param name="Unreadable">How many would be rejected again for the same reason and were left alone.</param>
/// <param name="Next">Cursor to go on with; null when all were looked at.</param>
public sealed record ReplayedPage(int Replayed, int Unreadable, string? Next);
