using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Purchases.Core;
using Purchases.Core.Json;

namespace Purchases.Local.Import;

/// <summary>
/// Reads each line as an event or as a buy. Importing a line again under the same name makes the same eventId, so that it is recorded once.
/// It needs about 50 bytes of memory for each different buy.
/// </summary>
/// <param name="name">The import's name: the same buy in imports of different names is two purchases.</param>
internal sealed class ImportedLines(string name, TimeProvider time)
{
    private static readonly string[] EventMembers = ["eventId", "eventType", "eventVersion", "timestamp"];
    private static readonly string[] BuyMembers = ["userId", "itemId", "quantity"];

    // How often each buy was read: a line that comes twice in a file is two purchases. By hash, since lines may be long.
    private readonly Dictionary<UInt128, int> _seen = [];

    /// <summary>Members of buys that were ignored, with the number of lines that have them.</summary>
    public SortedDictionary<string, long> Ignored { get; } = new(StringComparer.Ordinal);

    public bool TryRead(JsonLine line, [NotNullWhen(true)] out ImportedLine? imported, [NotNullWhen(false)] out string? reason)
    {
        (imported, reason) = (null, null);
        if (line.Json is not { } json)
        {
            reason = $"it is longer than the {Limits.EventBytesMax} bytes that an event may have";
            return false;
        }

        // A line with any member of an event is one: a PurchaseCancelled without an eventId must not become a buy.
        var members = MembersOf(json);
        if (members.Intersect(EventMembers, StringComparer.Ordinal).Any())
        {
            // Unchanged, byte for byte: the recorder reads what other producers write.
            if (PurchaseReader.TryReadEvent(json, out var purchase, out var wrong)) imported = new(purchase, json, IsEvent: true);
            else reason = wrong.Detail;
        }
        else if (PurchaseReader.TryReadBuy(json, out var buy, out var fault))
        {
            var bought = buy.Accept(NextKey(json), time);
            imported = new(bought, Encoding.UTF8.GetBytes(PurchaseJson.Write(bought)), IsEvent: false);
            foreach (var member in members.Except(BuyMembers, StringComparer.Ordinal))
                Ignored[member] = Ignored.GetValueOrDefault(member) + 1;
        }
        else
        {
            reason = fault.InvalidByte is { } at ? $"it is not valid JSON (byte {line.Indent + at})" : fault.Detail;
        }

        return imported is not null;
    }

    // The names at the top level; none when it isn't a JSON object.
    private static HashSet<string> MembersOf(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.EnumerateObject().Select(member => member.Name).ToHashSet(StringComparer.Ordinal)
                : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Malformed, or a name with an unpaired surrogate.
            return [];
        }
    }

    private IdempotencyKey NextKey(byte[] json)
    {
        var hash = SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', .. json]);
        var identity = new UInt128(BitConverter.ToUInt64(hash), BitConverter.ToUInt64(hash, 8));
        _seen[identity] = _seen.GetValueOrDefault(identity) + 1;
        return IdempotencyKey.TryParse($"import-{Convert.ToHexStringLower(hash)}-{_seen[identity]}", out var key)
            ? key
            : throw new UnreachableException();
    }
}

/// <param name="Json">The event that goes on the topic.</param>
/// <param name="IsEvent">Whether the line was an event; otherwise it was a buy.</param>
internal sealed record ImportedLine(PurchaseCreated Purchase, byte[] Json, bool IsEvent);
