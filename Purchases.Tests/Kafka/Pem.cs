using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Purchases.Tests.Kafka;

internal static class Pem
{
    /// <summary>Writes an authority's certificate into the folder.</summary>
    /// <returns>Its path.</returns>
    public static string Write(TestFolder folder)
    {
        using var key = ECDsa.Create();
        using var authority = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        File.WriteAllText(folder.File("ca.pem"), authority.ExportCertificatePem());
        return folder.File("ca.pem");
    }
}
