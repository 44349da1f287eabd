using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Purchases.Core;

/// <summary>
/// The client's name for one buy: repeated calls with the same key have one effect. 1–255 visible ASCII characters, bare (as Stripe's) or
/// as a quoted structured-field string (draft-ietf-httpapi-idempotency-key-header-07); both spellings are the same key.
/// </summary>
public sealed record IdempotencyKey
{
    // The namespace of the version 5 UUIDs (RFC 9562, section 5.5). If it changed, every repeated call would be a new purchase.
    private static readonly Guid Namespace = new("6f1ec8a2-3c57-4d0a-9a0e-6d2f7b4c9b11");

    private IdempotencyKey(string text) => Text = text;

    /// <summary>The key without quotes.</summary>
    public string Text { get; }

    public static bool TryParse(string header, [NotNullWhen(true)] out IdempotencyKey? key)
    {
        key = null;
        var text = header;
        if (header.StartsWith('"') && !TryUnquote(header, out text)) return false;
        if (text.Length is 0 or > Limits.IdempotencyKeyCharsMax || text.AsSpan().ContainsAnyExceptInRange('!', '~')) return false;

        key = new(text);
        return true;
    }

    /// <summary>The name-based UUID (version 5) of this user and this key: the same key of another user is another purchase.</summary>
    public Guid EventIdFor(string userId)
    {
        // A userId has no control characters, so the line feed distinguishes ("a", "bc") from ("ab", "c").
        var name = Encoding.UTF8.GetBytes($"{userId}\n{Text}");
        var input = new byte[16 + name.Length];
        Namespace.TryWriteBytes(input, bigEndian: true, out _);
        name.CopyTo(input, 16);

#pragma warning disable CA5350 // Version 5 is defined with SHA-1; nothing here depends on its strength.
        Span<byte> uuid = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input, uuid);
#pragma warning restore CA5350
        uuid[6] = (byte)((uuid[6] & 0x0F) | 0x50);
        uuid[8] = (byte)((uuid[8] & 0x3F) | 0x80);
        return new(uuid[..16], bigEndian: true);
    }

    // sf-string of RFC 8941, section 3.3.3: between quotes, with \" and \\ as the only escapes.
    private static bool TryUnquote(string quoted, out string text)
    {
        text = "";
        if (quoted.Length < 2 || quoted[^1] != '"') return false;

        var unquoted = new StringBuilder(quoted.Length);
        for (var i = 1; i < quoted.Length - 1; i++)
        {
            if (quoted[i] == '"') return false;
            if (quoted[i] == '\\' && (++i == quoted.Length - 1 || quoted[i] is not ('"' or '\\'))) return false;
            unquoted.Append(quoted[i]);
        }

        text = unquoted.ToString();
        return true;
    }
}
