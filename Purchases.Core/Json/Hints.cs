using System.Text;
using System.Text.Json;

namespace Purchases.Core.Json;

/// <summary>
/// Hints for the author of an object that isn't a purchase: names that are nearly right, and a purchase that is nested in a member. The
/// object is read a second time, so hints are only made for an invalid one.
/// </summary>
internal sealed class Hints
{
    private const int NameCharsMax = 40;

    private readonly List<(string Name, JsonTokenType Kind)> _members = [];

    /// <param name="json">Begins with a complete object.</param>
    public Hints(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // No expected name is longer or has escapes.
            var name = reader.ValueSpan.Length <= NameCharsMax && !reader.ValueIsEscaped ? reader.GetString() : null;
            reader.Read();
            if (name is not null) _members.Add((name, reader.TokenType));
            Nesting ??= NestingIn(reader, name);
            reader.Skip();
        }
    }

    /// <summary>The member that contains a purchase's members, as object or JSON text: <c>"data"</c>; null if there is none.</summary>
    public string? Nesting { get; }

    public bool HasAll(ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!_members.Exists(member => member.Name == name)) return false;
        }

        return true;
    }

    /// <summary>The name of the member that was probably meant, with a value of the right kind; null if there is none.</summary>
    public string? NearMiss(JsonEncodedText member, JsonTokenType kind) =>
        _members.Find(other => other.Kind == kind && IsNearMiss(member, other.Name)).Name;

    /// <summary>
    /// Whether a name differs from the member's only in case, _ and -, or is qty for quantity. Such a name can be quoted: it isn't personal
    /// data.
    /// </summary>
    public static bool IsNearMiss(JsonEncodedText member, string name) => name.Length <= NameCharsMax &&
        ((member.Equals(MemberNames.Quantity) && name == "qty") ||
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal)
            .Equals(member.Value, StringComparison.OrdinalIgnoreCase));

    private static string? NestingIn(Utf8JsonReader value, string? name)
    {
        if (value.TokenType == JsonTokenType.StartObject) return NestingInObject(value, name);
        if (value.TokenType != JsonTokenType.String || JsonText.Unescaped(ref value) is not [(byte)'{', ..] text) return null;

        var json = new Utf8JsonReader(text);
        try
        {
            json.Read();
            return NestingInObject(json, name);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Two of a purchase's members are enough, since another member may be wrong or missing.
    private static string? NestingInObject(Utf8JsonReader reader, string? name)
    {
        var found = 0;
        var isQuotable = name is not null && name.All(letter => char.IsAsciiLetter(letter) || letter is '_' or '-' or '.');
        var nameUtf8 = Encoding.UTF8.GetBytes(name ?? "");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var inner = JsonText.Unescaped(ref reader);
            if (inner.Is(MemberNames.UserId) || inner.Is(MemberNames.ItemId) || inner.Is(MemberNames.Quantity)) found++;

            // In a map by userId, the name is a userId, which must not be quoted.
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && JsonText.Unescaped(ref reader).SequenceEqual(nameUtf8)) isQuotable = false;
            reader.Skip();
        }

        return found < 2 ? null : isQuotable ? $"\"{name}\"" : "a member";
    }
}
