using System.Net;
using Purchases.Tests.Support;

namespace Purchases.Tests.Scenarios;

/// <summary>While no key keeps them out: what a page of another site could do through a browser on this machine.</summary>
public sealed class LoopbackOnlyTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("localhost.evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("localhost", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost", "null", HttpStatusCode.Forbidden)]
    [InlineData("localhost", "http://localhost:3000", HttpStatusCode.Accepted)]
    [InlineData("LOCALHOST:7071", null, HttpStatusCode.Accepted)]
    [InlineData("127.0.0.1", "http://127.0.0.1:7071", HttpStatusCode.Accepted)]
    [InlineData("[::1]:7071", "http://[::1]:7071", HttpStatusCode.Accepted)]
    public async Task Without_a_key_only_loopback_names_and_pages_are_answered(string host, string? origin, HttpStatusCode status)
    {
        await using var local = await RunningLocal.StartAsync(_folder);

        Assert.Equal(status, await BuyAsync(local, host, origin, null));
        Assert.Equal(status == HttpStatusCode.Accepted ? 1 : 0, local.Log.EndOffset());
    }

    [Fact]
    public async Task With_a_key_the_key_decides()
    {
        await using var local = await RunningLocal.StartAsync(_folder, null, ("FUNCTIONS_KEY", "the-key"));

        Assert.Equal(HttpStatusCode.Accepted, await BuyAsync(local, "shop.example", "https://shop.example", "the-key"));
        Assert.Equal(HttpStatusCode.Unauthorized, await BuyAsync(local, "shop.example", "https://shop.example", null));
    }

    private static async Task<HttpStatusCode> BuyAsync(RunningLocal local, string host, string? origin, string? key)
    {
        using var response = await local.Client.BuyAsync(
            Some.BuyJson, ("Host", host), ("Origin", origin), ("x-functions-key", key));
        return response.StatusCode;
    }
}
