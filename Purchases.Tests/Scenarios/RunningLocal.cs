using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Purchases.Local;
using Purchases.Local.Embedded;

namespace Purchases.Tests.Scenarios;

/// <summary>The real Local in this process, on a free port, spoken to over HTTP.</summary>
internal sealed class RunningLocal : IAsyncDisposable
{
    private readonly LocalApp _app;

    private RunningLocal(LocalApp app)
    {
        _app = app;
        Client = new() { BaseAddress = new Uri(app.Urls.Single()), Timeout = Eventually.Deadline };
    }

    public HttpClient Client { get; }

    public Uri Url => Client.BaseAddress!;

    public IServiceProvider Services => _app.Services;

    /// <summary>The store of one that was started to fail.</summary>
    public FailingStore Store => _app.Services.GetRequiredService<FailingStore>();

    public TopicLog Log => _app.Services.GetRequiredService<Topics>().Open("purchases.v1");

    public static async Task<RunningLocal> StartAsync(
        TestFolder data,
        Action<IServiceCollection>? replaceServices = null,
        params (string Name, string? Value)[] settings)
    {
        var app = LocalApp.Build(
            new()
            {
                Data = data.File("data"),
                CurrentDirectory = data.Path,
                Urls = "http://127.0.0.1:0",
                Settings = settings.ToDictionary(
                    setting => setting.Name.Replace("__", ":", StringComparison.Ordinal), setting => setting.Value, StringComparer.Ordinal),
            },
            services =>
            {
                // Tests that look at the log add a provider of their own.
                services.RemoveAll<ILoggerProvider>();
                replaceServices?.Invoke(services);
            });
        await app.StartAsync(CancellationToken.None);
        return new(app);
    }

    /// <summary>With a store that can be made to fail.</summary>
    /// <param name="time">Its clock; null for the real one.</param>
    /// <param name="logs">Gets its log lines.</param>
    public static Task<RunningLocal> StartFailingAsync(
        TestFolder data,
        TimeProvider? time = null,
        ILoggerProvider? logs = null,
        params (string Name, string? Value)[] settings) =>
        StartAsync(
            data,
            services =>
            {
                FailingStore.Add(services);
                if (time is not null) services.Replace(ServiceDescriptor.Singleton(time));
                if (logs is not null) services.AddSingleton(logs);
            },
            settings);

    public Task<HttpResponseMessage> BuyAsync(string body, string? key = null) => Client.BuyAsync(body, ("Idempotency-Key", key));

    /// <summary>Buys, and expects to be accepted.</summary>
    /// <returns>The eventId.</returns>
    public async Task<string> BuyAsync(string userId, string itemId, long quantity, string? key = null)
    {
        using var response = await BuyAsync(JsonSerializer.Serialize(new { userId, itemId, quantity }), key);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["eventId"]!.GetValue<string>();
    }

    public async Task<JsonArray> PurchasesAsync(string userId, string path = "/purchases") =>
        (await Client.GetFromJsonAsync<JsonObject>($"{path}?userId={Uri.EscapeDataString(userId)}"))!["purchases"]!.AsArray();

    /// <summary>Waits until the user has so many recorded purchases; they come newest first.</summary>
    public Task<JsonArray> RecordedAsync(string userId, int count) =>
        Eventually.GetAsync(() => PurchasesAsync(userId), purchases => purchases.Count >= count);

    /// <summary>Puts purchases of u1 into the store, past the topic.</summary>
    public async Task FillStoreAsync(int count)
    {
        var store = Services.GetRequiredService<IPurchaseStore>();
        foreach (var chunk in Enumerable.Range(0, count).Chunk(10_000))
        {
            await store.WriteAsync(
                [.. chunk.Select(i => new PurchaseCreated
                {
                    EventId = $"e{i}",
                    Timestamp = EventTimestamp.FromUnixMicroseconds(i),
                    UserId = "u1",
                    ItemId = "an item with a name of some length",
                    Quantity = 1,
                })],
                CancellationToken.None);
        }
    }

    /// <summary>Waits for calls in flight.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
