using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace Purchases.Tests.Support;

/// <summary>Clients that buy one purchase after the other, and what they were promised.</summary>
internal sealed class Buyers
{
    private readonly ConcurrentDictionary<string, string> _acknowledged = new();
    private int _sent;

    /// <summary>The eventId of each purchase that was answered 202, by its item.</summary>
    public IReadOnlyDictionary<string, string> Acknowledged => _acknowledged;

    /// <summary>Calls that were begun.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>Buys items with this name and a number until it is enough or the server has gone. What gets a 503 isn't repeated.</summary>
    public async Task BuyAsync(HttpClient client, string userId, string name, CancellationToken enough = default)
    {
        for (var number = 0; !enough.IsCancellationRequested; number++)
        {
            var item = $"{name}n{number}";
            Interlocked.Increment(ref _sent);
            try
            {
                using var answer = await client.BuyAsync($$"""{"userId":"{{userId}}","itemId":"{{item}}","quantity":1}""");
                if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) continue;
                if (answer.StatusCode != HttpStatusCode.Accepted) return;
                var body = JsonElement.Parse(await answer.Content.ReadAsStringAsync(CancellationToken.None));
                Assert.True(_acknowledged.TryAdd(item, body.GetProperty("eventId").GetString()!));
            }
            catch (Exception e) when (e is HttpRequestException or JsonException)
            {
                // The server has gone. The purchase in flight was never acknowledged.
                return;
            }
        }
    }

    /// <summary>Waits until so many more were acknowledged.</summary>
    public async Task AcknowledgedAsync(int more)
    {
        var moment = _acknowledged.Count + more;
        await Eventually.TrueAsync(() => _acknowledged.Count >= moment);
    }
}
