using System.Net;

namespace Purchases.Tests.Scenarios;

/// <summary>What a page of another site could do through a browser on this machine, while no key is required.</summary>
public sealed class LoopbackOnlyTests(SharedLocal shared) : IClassFixture<SharedLocal>
{
    [Theory]
    [InlineData("evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("localhost.evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("localhost", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost", "http://localhost:3000", HttpStatusCode.Accepted)]
    [InlineData("LOCALHOST:7071", null, HttpStatusCode.Accepted)]
    [InlineData("127.0.0.1", "http://127.0.0.1:7071", HttpStatusCode.Accepted)]
    [InlineData("[::1]:7071", "http://[::1]:7071", HttpStatusCode.Accepted)]
    public async Task Without_a_key_only_loopback_names_and_pages_are_answered(string host, string? origin, HttpStatusCode status)
    {
        var before = shared.Local.Log.EndOffset();

        using var response = await shared.Local.Client.BuyAsync(Some.BuyJson, ("Host", host), ("Origin", origin));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.Accepted ? before + 1 : before, shared.Local.Log.EndOffset());
    }
}
