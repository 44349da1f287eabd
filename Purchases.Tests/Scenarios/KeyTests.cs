using System.Net;

namespace Purchases.Tests.Scenarios;

/// <summary>Who may call when a key is configured.</summary>
public sealed class KeyTests : LocalScenario
{
    [Theory]
    [InlineData("POST", "/buy")]
    [InlineData("GET", "/purchases?userId=u1")]
    [InlineData("GET", "/purchases/1")]
    [InlineData("GET", "/getAllBoughtItems?userId=u1")]
    public async Task Data_functions_ask_for_the_key(string method, string path)
    {
        foreach (var header in new[] { null, "", "the-kez", "THE-KEY", "the-key-and-more" })
        {
            using var response = await SendAsync(method, path, header);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }

        using var right = await SendAsync(method, path, "the-key");
        using var inQuery = await SendAsync(
            method, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}code=the-key", null);
        Assert.NotEqual(HttpStatusCode.Unauthorized, right.StatusCode);
        Assert.NotEqual(HttpStatusCode.Unauthorized, inQuery.StatusCode);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/ready")]
    public async Task Health_asks_for_none(string path)
    {
        using var response = await Eventually.GetAsync(
            () => SendAsync("GET", path, null), response => response.StatusCode != HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private protected override Task<RunningLocal> StartAsync() => RunningLocal.StartAsync(_folder, null, ("FUNCTIONS_KEY", "the-key"));

    private Task<HttpResponseMessage> SendAsync(string method, string path, string? key)
    {
        var request = new HttpRequestMessage(new(method), path);
        if (key is not null) request.Headers.TryAddWithoutValidation("x-functions-key", key);
        return _local.Client.SendAsync(request);
    }
}
