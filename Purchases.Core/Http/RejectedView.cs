using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Purchases.Core.Http;

/// <summary>A rejected event as an answer. Members without a value are left out; only in the content a null is written.</summary>
/// <param name="Id">topic/partition/offset; below /rejected it is also the event's path.</param>
/// <param name="Content">Key and value; left out in lists, as are the members behind it.</param>
/// <param name="ReplayedAs">Where its successor lies.</param>
/// <param name="Recorded">Of a conflict the purchase that is recorded under its eventId.</param>
public sealed record RejectedView(
    string Id,
    RejectionCode Code,
    string Reason,
    EventTimestamp RejectedAt,
    RejectedState State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? UserId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ItemId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RejectedContent? Content = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ReplayedAs = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EventTimestamp? DismissedAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PurchaseCreated? Recorded = null)
{
    public static RejectedView Of(RejectedSummary rejected) => new(
        rejected.Position.ToString(), rejected.Code, rejected.Reason, rejected.RejectedAt, rejected.State, rejected.UserId,
        rejected.ItemId);

    /// <param name="recorded">The purchase that it conflicts with; null when there is none.</param>
    public static RejectedView Of(RejectedEvent rejected, PurchaseCreated? recorded) => new(
        rejected.Position.ToString(),
        rejected.Code,
        rejected.Reason,
        rejected.RejectedAt,
        rejected.State,
        rejected.UserId,
        rejected.ItemId,
        new(StoredText.Of(rejected.Key), StoredText.Of(rejected.Value)),
        rejected.ReplayedAs?.ToString(),
        rejected.Dismissal?.At,
        rejected.Dismissal?.Note,
        recorded);
}

/// <summary>A page of rejected events, newest first.</summary>
/// <param name="Next">Cursor of the next page; null on the last one.</param>
public sealed record RejectedPage(IReadOnlyList<RejectedView> Rejected, string? Next);

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
