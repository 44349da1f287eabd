using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Purchases.Core.Http;

/// <summary>A rejected event as an answer. Members without a value are omitted, except in the content.</summary>
/// <param name="Id">topic/partition/offset, which is also the event's path under /rejected.</param>
/// <param name="Content">Key and value; omitted in lists, like the following members.</param>
/// <param name="ReplayedAs">The position of its successor.</param>
/// <param name="Recorded">For a conflict, the purchase that is recorded with its eventId.</param>
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

    /// <param name="recorded">The purchase that it conflicts with; null if there is none.</param>
    public static RejectedView Of(RejectedEvent rejected, PurchaseCreated? recorded) => Of(rejected.Summary) with
    {
        Content = new(StoredText.Of(rejected.Key), StoredText.Of(rejected.Value)),
        ReplayedAs = rejected.ReplayedAs?.ToString(),
        DismissedAt = rejected.Dismissal?.At,
        Note = rejected.Dismissal?.Note,
        Recorded = recorded,
    };
}

/// <summary>A page of rejected events, newest first.</summary>
/// <param name="Next">Cursor of the next page; null on the last one.</param>
public sealed record RejectedPage(IReadOnlyList<RejectedView> Rejected, string? Next);

/// <summary>The record's key and value; null if the record has none.</summary>
public sealed record RejectedContent(StoredText? Key, StoredText? Value);

/// <summary>Bytes as text if they are UTF-8, otherwise as base64: exactly one of the two, so nothing is lost.</summary>
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
