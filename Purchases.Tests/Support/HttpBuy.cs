using System.Text;

namespace Purchases.Tests.Support;

/// <summary>POST /buy, whatever serves it.</summary>
internal static class HttpBuy
{
    /// <param name="headers">In addition to Content-Type. Null values are left out.</param>
    public static async Task<HttpResponseMessage> BuyAsync(
        this HttpClient client, string json = Some.BuyJson, params (string Name, string? Value)[] headers)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/buy") { Content = content };
        foreach (var (name, value) in headers)
        {
            if (value is not null) request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }
}
