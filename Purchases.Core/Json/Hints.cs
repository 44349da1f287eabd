using System.Text;
using System.Text.Json;

namespace Purchases.Core.Json;

/// <summary>
/// What may have been meant by an object that is no purchase: names that are nearly right, and a purchase that is nested in one of the
/// members. The object is read once more, so it is only asked for one that is at fault.
/// </summary>
internal sealed class Hints
{
    private const int NameCharsMax = 40;

    private readonly List<(string Name, JsonTokenType Kind)> _members = [];

    /// <param name="json">Begins with an object that can be read to its end.</param>
    public Hints(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // No name that is asked for is longer, or written with escapes.
            var name = reader.ValueSpan.Length <= NameCharsMax && !reader.ValueIsEscaped ? reader.GetString() : null;
            reader.Read();
            if (name is not null) _members.Add((name, reader.TokenType));
            Nesting ??= NestingIn(reader, name);
            reader.Skip();
        }
    }

    /// <summary>
    /// The member that holds a purchase's members, as an object or as JSON text, in words: <c>"data"</c>; null when none does.
    /// </summary>
    public string? Nesting { get; }

    public bool HasAll(ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!_members.Exists(member => member.Name == name)) return false;
        }

        return true;
    }

    /// <summary>The name by which this member was probably meant, of a value of its kind; null when there is none.</summary>
    public string? NearMiss(JsonEncodedText member, JsonTokenType kind) =>
        _members.Find(other => other.Kind == kind && IsNearMiss(member, other.Name)).Name;

    /// <summary>
    /// Whether a name differs from the member's only in case, _ and -, or is qty for quantity. Such a name may be quoted: it is nobody's
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

    // Two of a purchase's own members are enough, since another one may be what is wrong with it.
    private static string? NestingInObject(Utf8JsonReader reader, string? name)
    {
        var found = 0;
        var isQuotable = name is not null && name.All(letter => char.IsAsciiLetter(letter) || letter is '_' or '-' or '.');
        var nameUtf8 = Encoding.UTF8.GetBytes(name ?? "");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var inner = JsonText.Unescaped(ref reader);
            if (inner.Is(MemberNames.UserId) || inner.Is(MemberNames.ItemId) || inner.Is(MemberNames.Quantity)) found++;

            // A map by userId has someone's id as the name.
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && JsonText.Unescaped(ref reader).SequenceEqual(nameUtf8)) isQuotable = false;
            reader.Skip();
        }

        return found < 2 ? null : isQuotable ? $"\"{name}\"" : "a member";
    }
}
