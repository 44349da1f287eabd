using System.Net;

namespace Purchases.Tests.Scenarios;

/// <summary>Who may call when a key is configured.</summary>
public sealed class KeyTests : LocalScenario
{
    [Fact]
    public async Task Data_functions_require_the_key_in_the_header_or_the_query()
    {
        foreach (var path in new[] { "/purchases?userId=u1", "/purchases/1?unused=1", "/getAllBoughtItems?userId=u1", "/rejected?limit=1" })
        {
            foreach (var key in new[] { null, "", "the-kez", "THE-KEY", "the-key-and-more" })
            {
                using var response = await GetAsync(path, key);
                Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
                Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            }

            using var inHeader = await GetAsync(path, "the-key");
            using var inQuery = await GetAsync($"{path}&code=the-key", null);
            Assert.NotEqual(HttpStatusCode.Unauthorized, inHeader.StatusCode);
            Assert.NotEqual(HttpStatusCode.Unauthorized, inQuery.StatusCode);
        }
    }

    // Other hosts and origins are rejected only while there is no key.
    [Fact]
    public async Task Only_the_key_decides_who_buys()
    {
        Assert.Equal(HttpStatusCode.Accepted, await BuyAsync("the-key"));
        Assert.Equal(HttpStatusCode.Unauthorized, await BuyAsync(null));

        async Task<HttpStatusCode> BuyAsync(string? key)
        {
            using var response = await _local.Client.BuyAsync(
                Some.BuyJson, ("Host", "shop.example"), ("Origin", "https://shop.example"), ("x-functions-key", key));
            return response.StatusCode;
        }
    }

    private protected override Task<RunningLocal> StartAsync() => RunningLocal.StartAsync(_folder, null, ("FUNCTIONS_KEY", "the-key"));

    private Task<HttpResponseMessage> GetAsync(string path, string? key)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null) request.Headers.TryAddWithoutValidation("x-functions-key", key);
        return _local.Client.SendAsync(request);
    }
}
