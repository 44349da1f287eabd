using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Purchases.Core.Http;

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
