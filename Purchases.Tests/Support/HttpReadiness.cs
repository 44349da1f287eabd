using System.Net;

namespace Purchases.Tests.Support;

/// <summary>What /health/ready says.</summary>
internal static class HttpReadiness
{
    /// <summary>Waits until it is ready.</summary>
    public static async Task ReadyAsync(this HttpClient client) =>
        (await Eventually.GetAsync(() => client.GetAsync("/health/ready"), answer => answer.StatusCode == HttpStatusCode.OK)).Dispose();

    /// <summary>Waits until it is not ready and the answer has these words.</summary>
    /// <returns>The whole answer.</returns>
    public static Task<string> NotReadyAsync(this HttpClient client, string words) => Eventually.GetAsync(
        async () =>
        {
            using var answer = await client.GetAsync("/health/ready");
            return answer.StatusCode == HttpStatusCode.ServiceUnavailable ? await answer.Content.ReadAsStringAsync() : "";
        },
        said => said.Contains(words, StringComparison.Ordinal));

    /// <summary>What it says now.</summary>
    public static async Task<string> ReadinessAsync(this HttpClient client)
    {
        using var answer = await client.GetAsync("/health/ready");
        return await answer.Content.ReadAsStringAsync();
    }
}
