using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Purchases.Core.Json;

namespace Purchases.Local.Import;

/// <summary>
/// Reads each line as an event or as a buy. A line that is imported again under the same name gets the same eventId, so it is recorded
/// once. This uses about 50 bytes of memory for each different buy.
/// </summary>
/// <param name="name">The import's name: the same buy in imports with different names is two purchases.</param>
/// <param name="ignored">Counts the lines for each ignored member of buys.</param>
internal sealed class ImportedLines(string name, IDictionary<string, long> ignored, TimeProvider time)
{
    private static readonly string[] EventMembers = ["eventId", "eventType", "eventVersion", "timestamp"];
    private static readonly string[] BuyMembers = ["userId", "itemId", "quantity"];

    // How often each buy was read: a line that is in a file twice is two purchases. By hash, since lines may be long.
    private readonly Dictionary<UInt128, int> _seen = [];

    public bool TryRead(JsonLine line, [NotNullWhen(true)] out ImportedLine? imported, [NotNullWhen(false)] out string? reason)
    {
        (imported, reason) = (null, null);
        if (line.Json is not { } json)
        {
            reason = $"it is longer than {Limits.EventBytesMax} bytes, the maximum for an event";
            return false;
        }

        // A line with any member of an event is an event: a PurchaseCancelled without an eventId must not become a buy.
        var members = MembersOf(json);
        if (members.Intersect(EventMembers, StringComparer.Ordinal).Any())
        {
            // Unchanged, byte for byte: the recorder reads the events of other producers too.
            if (PurchaseReader.TryReadEvent(json, out var purchase, out var wrong)) imported = new(purchase, json, IsEvent: true);
            else reason = wrong.Detail;
        }
        else if (PurchaseReader.TryReadBuy(json, out var buy, out var fault))
        {
            var bought = buy.Accept(NextKey(json), time);
            imported = new(bought, Encoding.UTF8.GetBytes(PurchaseJson.Write(bought)), IsEvent: false);
            foreach (var member in members.Except(BuyMembers, StringComparer.Ordinal))
                ignored[member] = ignored.TryGetValue(member, out var lines) ? lines + 1 : 1;
        }
        else
        {
            reason = fault.InvalidByte is { } at ? $"it is not valid JSON (byte {line.Indent + at})" : fault.Detail;
        }

        return imported is not null;
    }

    // The names at the top level; none when the line isn't a JSON object.
    private static HashSet<string> MembersOf(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.EnumerateObject().Select(NameOf).ToHashSet(StringComparer.Ordinal)
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return "a name with an unpaired surrogate";
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

/// <param name="Json">The event for the topic.</param>
/// <param name="IsEvent">Whether the line was an event; otherwise it was a buy.</param>
internal sealed record ImportedLine(PurchaseCreated Purchase, byte[] Json, bool IsEvent);
